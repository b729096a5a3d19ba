"""What belongs together: parts of a whole, and equipment that is needed too."""
