"""JAX, float32: each training step is one jitted function that owns its state."""

import jax
import jax.numpy as jnp

import common

BASIS = jnp.asarray(common.basis())


def start():
    key = jax.random.key(0)
    parameters = []
    for inputs, outputs in zip(common.SIZES, common.SIZES[1:]):
        key, first, second = jax.random.split(key, 3)
        bound = inputs ** -0.5
        parameters.append((
            jax.random.uniform(first, (inputs, outputs), minval=-bound, maxval=bound),
            jax.random.uniform(second, (outputs,), minval=-bound, maxval=bound)))
    return parameters


def logits(parameters, x):
    for weight, bias in parameters[:-1]:
        x = jax.nn.relu(x @ weight + bias)
    weight, bias = parameters[-1]
    return x @ weight + bias


def total_loss(parameters, x, y):
    z = logits(parameters, x)
    return -jnp.take_along_axis(jax.nn.log_softmax(z), y[:, None], axis=1).sum()


input_gradient = jax.grad(total_loss, argnums=1)


def attacked(parameters, x, y, key, steps):
    size = 2.5 * common.EPSILON / steps
    delta = jax.random.uniform(key, x.shape, minval=-common.EPSILON, maxval=common.EPSILON)

    def body(_, delta):
        gradient = input_gradient(parameters, x + delta, y)
        return jnp.clip(delta + size * jnp.sign(gradient), -common.EPSILON, common.EPSILON)

    return x + jax.lax.fori_loop(0, steps, body, delta)


def aligned_loss(parameters, x, y):
    total, gradient = jax.value_and_grad(total_loss, argnums=1)(parameters, x, y)
    on_manifold = jnp.linalg.norm(gradient @ BASIS.T, axis=1)
    ratio = jnp.linalg.norm(gradient, axis=1) / jnp.maximum(on_manifold, 1e-30)
    return (total + common.ALPHA * ratio.sum()) / common.BATCH


def adam(parameters, gradients, state):
    first, second, count = state
    count = count + 1
    first = jax.tree.map(lambda m, g: 0.9 * m + 0.1 * g, first, gradients)
    second = jax.tree.map(lambda v, g: 0.999 * v + 0.001 * g * g, second, gradients)
    rate = common.RATE / (1 - 0.9 ** count)
    correction = 1 - 0.999 ** count
    parameters = jax.tree.map(
        lambda p, m, v: p - rate * m / (jnp.sqrt(v / correction) + 1e-8),
        parameters, first, second)
    return parameters, (first, second, count)


def step(adversarial, aligned):
    def loss(parameters, x, y):
        if aligned:
            return aligned_loss(parameters, x, y)
        return total_loss(parameters, x, y) / common.BATCH

    def update(parameters, state, key, x, y):
        key, now = jax.random.split(key)
        if adversarial:
            x = attacked(parameters, x, y, now, common.TRAINING_STEPS)
        gradients = jax.grad(loss)(parameters, x, y)
        parameters, state = adam(parameters, gradients, state)
        return parameters, state, key

    compiled = jax.jit(update, donate_argnums=(0, 1, 2))
    parameters = start()
    zeros = jax.tree.map(jnp.zeros_like, parameters)
    state = (zeros, jax.tree.map(jnp.zeros_like, parameters), jnp.float32(0))
    owned = [parameters, state, jax.random.key(1)]
    images = common.images(common.BATCH * common.POOL, seed=3)
    labels = common.labels(images)
    pool = [
        (jnp.asarray(images[i:i + common.BATCH]), jnp.asarray(labels[i:i + common.BATCH]))
        for i in range(0, len(images), common.BATCH)]
    position = 0

    def body():
        nonlocal position
        owned[:] = compiled(*owned, *pool[position % common.POOL])
        position += 1
        jax.block_until_ready(owned[0])

    return body, 1, "step"


def pgd():
    parameters = start()
    images = common.images(common.ATTACK_IMAGES, seed=4)
    x, y = jnp.asarray(images), jnp.asarray(common.labels(images))
    key = jax.random.key(2)
    compiled = jax.jit(lambda p, x, y, k: attacked(p, x, y, k, common.ATTACK_STEPS))
    return (lambda: compiled(parameters, x, y, key).block_until_ready()), 1, "1 000 images"


MAKERS = {
    "step-baseline": lambda: step(False, False),
    "step-manifold": lambda: step(False, True),
    "step-robust": lambda: step(True, False),
    "step-manifold-robust": lambda: step(True, True),
    "pgd": pgd,
}

if __name__ == "__main__":
    common.serve(MAKERS, {"jax": jax.__version__})
