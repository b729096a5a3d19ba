"""Where the testbeds are: what a search found, drawn on Sweden. The only room that uses folium.

Promises: the map shows exactly the hits of the list beside it and nothing that the list does not say; it works by
keyboard; it asks no other host for anything. Folium draws the frame (`drawing.py`), the points are GeoJSON that our own
script reads: two thousand folium markers would hold a worker for a second, and their popups run what they are given.
"""
