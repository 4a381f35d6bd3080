"""An Equinox network, kept as safetensors, and its reference values."""

import equinox
import jax
import jax.numpy as jnp
import numpy
import optax
from safetensors.numpy import save_file

import digits

model = equinox.nn.MLP(784, 10, width_size=128, depth=2, activation=jax.nn.relu,
                       key=jax.random.key(0))
optimizer = optax.adam(1e-3)
state = optimizer.init(equinox.filter(model, equinox.is_array))


@equinox.filter_jit
def step(model, state, images, labels):
    def loss(model):
        logits = jax.vmap(model)(images)
        return optax.softmax_cross_entropy_with_integer_labels(logits, labels).mean()

    updates, state = optimizer.update(equinox.filter_grad(loss)(model), state)
    return equinox.apply_updates(model, updates), state


for images, labels in digits.batches(*digits.load("train"), epochs=2):
    model, state = step(model, state, images, labels)
test_images, test_labels = digits.load("t10k")

# The export.
x, labels = test_images[:16], test_labels[:16]
own = jax.vmap(jax.grad(lambda image, label: model(image)[label]))
leaves = jax.tree_util.tree_leaves_with_path(equinox.filter(model, equinox.is_array))
arrays = {jax.tree_util.keystr(path, simple=True, separator="."): numpy.ascontiguousarray(leaf)
          for path, leaf in leaves}
save_file(arrays, "equinox.safetensors", metadata={
    "format": "pt", "architecture": "784-128-128-10 relu", "inputs": "raw"})
numpy.savez("equinox-reference.npz", images=x, logits=jax.vmap(model)(x),
            labels=labels, input_gradients=own(x, labels))

# The accuracy, to compare with what `mag inspect` says.
predicted = numpy.argmax(jax.vmap(model)(test_images), 1)
digits.report(predicted, test_labels)
