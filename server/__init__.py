"""How it reaches people: web application, worker and command line. Imports all other packages."""
