"""What catalogues and search engines are told: which pages and data there are, as documents. No Flask in here."""
