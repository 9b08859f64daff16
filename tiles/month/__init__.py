"""What is made each month: figures written around the geometry that lies ready."""
