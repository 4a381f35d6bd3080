"""A Keras network, kept as ONNX, and its reference values."""

import keras
import numpy
import tensorflow

import digits

keras.utils.set_random_seed(0)
model = keras.Sequential([
    keras.layers.Input((784,)),
    keras.layers.Dense(128, activation="relu"), keras.layers.Dropout(0.1),
    keras.layers.Dense(64, activation="relu"),
    keras.layers.Dense(10, activation="softmax")])
model.compile(optimizer="adam", loss="sparse_categorical_crossentropy")
model.fit(*digits.load("train"), batch_size=128, epochs=2, verbose=0)
test_images, test_labels = digits.load("t10k")

# The export.
model.layers[-1].activation = keras.activations.linear  # logits, not probabilities
x, labels = tensorflow.constant(test_images[:16]), test_labels[:16]
with tensorflow.GradientTape() as tape:
    tape.watch(x)
    logits = model(x, training=False)
    own = tensorflow.gather(logits, labels, batch_dims=1)
model.export("keras.onnx", format="onnx", verbose=False)
numpy.savez("keras-reference.npz", images=x, logits=logits, labels=labels,
            input_gradients=tape.gradient(own, x))

# The accuracy, to compare with what `mag inspect` says.
predicted = numpy.argmax(model(test_images, training=False), 1)
digits.report(predicted, test_labels)
