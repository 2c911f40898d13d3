"""The pages; these and dashboard.py alone import streamlit."""
