"""FOR MACHINES: addresses that programs read. Nothing here is finer than what a signed-out reader may see."""
