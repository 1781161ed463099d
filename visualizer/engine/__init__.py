"""Neural networks in NumPy, written to be read and to be looked into.

Inside the engine samples are the last axis: an activation block is (n + 1, B)
with a row of ones at its end, a dense layer's parameters are (n_in + 1, n_out)
with the bias as last row, so z = Wᵀx + b is one product. All parameters of a
network lie in one flat vector ``theta``, all gradients in one vector ``grad``.
A network is compiled into a static plan, a list of named NumPy calls with all
operands bound; training, single-stepping and explanations run the same list.
"""
