"""The data: values, rules, intake, store, boundaries and releases. Imports nothing from the other packages."""
