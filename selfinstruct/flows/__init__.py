"""flows/__init__.py"""
