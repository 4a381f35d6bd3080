"""A Flax network with convolutions, kept as arrays, and its reference values."""

import flax.linen
import flax.traverse_util
import jax
import numpy
import optax

import digits


class Network(flax.linen.Module):
    @flax.linen.compact
    def __call__(self, x):
        x = flax.linen.relu(flax.linen.Conv(8, (3, 3))(x))
        x = flax.linen.max_pool(x, (2, 2), strides=(2, 2))
        x = flax.linen.relu(flax.linen.Conv(16, (3, 3))(x))
        x = flax.linen.max_pool(x, (2, 2), strides=(2, 2))
        return flax.linen.Dense(10)(x.reshape(*x.shape[:-3], -1))


model = Network()
parameters = model.init(jax.random.key(0), numpy.zeros((1, 28, 28, 1), numpy.float32))
optimizer = optax.adam(1e-3)
state = optimizer.init(parameters)


@jax.jit
def step(parameters, state, images, labels):
    def loss(parameters):
        logits = model.apply(parameters, images)
        return optax.softmax_cross_entropy_with_integer_labels(logits, labels).mean()

    updates, state = optimizer.update(jax.grad(loss)(parameters), state)
    return optax.apply_updates(parameters, updates), state


for images, labels in digits.batches(*digits.load("train"), epochs=1):
    parameters, state = step(parameters, state, images.reshape(-1, 28, 28, 1), labels)
test_images, test_labels = digits.load("t10k")

# The export.
x, labels = test_images[:16].reshape(-1, 28, 28, 1), test_labels[:16]
own = jax.vmap(jax.grad(lambda image, label: model.apply(parameters, image)[label]))
numpy.savez("flax-cnn.npz", **flax.traverse_util.flatten_dict(parameters["params"], sep="."))
numpy.savez("flax-cnn-reference.npz", images=x, logits=model.apply(parameters, x),
            labels=labels, input_gradients=own(x, labels))

# The accuracy, to compare with what `mag inspect` says.
predicted = numpy.argmax(model.apply(parameters, test_images.reshape(-1, 28, 28, 1)), 1)
digits.report(predicted, test_labels)
