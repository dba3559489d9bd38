"""Starts both servers, speaks HTTP to them, and stops them."""
