"""A Keras network with convolutions, kept as ONNX, and its reference values."""

import keras
import numpy
import tensorflow

import digits

keras.utils.set_random_seed(0)
model = keras.Sequential([
    keras.layers.Input((28, 28, 1)),
    keras.layers.Conv2D(8, 3, padding="same", use_bias=False),
    keras.layers.BatchNormalization(), keras.layers.ReLU(), keras.layers.MaxPooling2D(),
    keras.layers.Conv2D(16, 3, padding="same", activation="relu"), keras.layers.MaxPooling2D(),
    keras.layers.Flatten(), keras.layers.Dense(10, activation="softmax")])
model.compile(optimizer="adam", loss="sparse_categorical_crossentropy")
images, labels = digits.load("train")
model.fit(images.reshape(-1, 28, 28, 1), labels, batch_size=128, epochs=1, verbose=0)
test_images, test_labels = digits.load("t10k")

# The export.
model.layers[-1].activation = keras.activations.linear  # logits, not probabilities
x = tensorflow.constant(test_images[:16].reshape(-1, 28, 28, 1))
labels = test_labels[:16]
with tensorflow.GradientTape() as tape:
    tape.watch(x)
    logits = model(x, training=False)
    own = tensorflow.gather(logits, labels, batch_dims=1)
model.export("keras-cnn.onnx", format="onnx", verbose=False)
numpy.savez("keras-cnn-reference.npz", images=x, logits=logits, labels=labels,
            input_gradients=tape.gradient(own, x))

# The accuracy, to compare with what `mag inspect` says.
predicted = numpy.argmax(model(test_images.reshape(-1, 28, 28, 1), training=False), 1)
digits.report(predicted, test_labels)
