"""An Equinox network with convolutions, kept as ONNX, and its reference values."""

import equinox
import jax
import jax.numpy as jnp
import jax2onnx
import numpy
import optax

import digits

keys = jax.random.split(jax.random.key(0), 3)
model = equinox.nn.Sequential([
    equinox.nn.Conv2d(1, 8, 3, padding=1, key=keys[0]), equinox.nn.Lambda(jax.nn.relu),
    equinox.nn.MaxPool2d(2, 2),
    equinox.nn.Conv2d(8, 16, 3, padding=1, key=keys[1]), equinox.nn.Lambda(jax.nn.relu),
    equinox.nn.MaxPool2d(2, 2),
    equinox.nn.Lambda(jnp.ravel), equinox.nn.Linear(16 * 7 * 7, 10, key=keys[2])])
optimizer = optax.adam(1e-3)
state = optimizer.init(equinox.filter(model, equinox.is_array))


@equinox.filter_jit
def step(model, state, images, labels):
    def loss(model):
        logits = jax.vmap(model)(images)
        return optax.softmax_cross_entropy_with_integer_labels(logits, labels).mean()

    updates, state = optimizer.update(equinox.filter_grad(loss)(model), state)
    return equinox.apply_updates(model, updates), state


for images, labels in digits.batches(*digits.load("train"), epochs=1):
    model, state = step(model, state, images.reshape(-1, 1, 28, 28), labels)
test_images, test_labels = digits.load("t10k")

# The export.
x, labels = test_images[:16].reshape(-1, 1, 28, 28), test_labels[:16]
own = jax.vmap(jax.grad(lambda image, label: model(image)[label]))
jax2onnx.to_onnx(jax.vmap(model), [("batch", 1, 28, 28)], return_mode="file",
                 output_path="equinox-cnn.onnx")
numpy.savez("equinox-cnn-reference.npz", images=x, logits=jax.vmap(model)(x), labels=labels,
            input_gradients=own(x, labels))

# The accuracy, to compare with what `mag inspect` says.
predicted = numpy.argmax(jax.vmap(model)(test_images.reshape(-1, 1, 28, 28)), 1)
digits.report(predicted, test_labels)
