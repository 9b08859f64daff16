"""How the figures reach people: web application, worker and command line. Imports all other packages."""
