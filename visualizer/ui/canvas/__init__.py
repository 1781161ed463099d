"""Parts of the network canvas: where things stand, and the items that show them."""
