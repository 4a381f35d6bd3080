"""Writes a small Keras network as Keras exports it to ONNX, and onnx_keras.json with images, Keras's
logits of them, and the gradients of each image's predicted logit.

Needs tensorflow (with Keras 3) and tf2onnx.
"""
import json
import os
import pathlib

os.environ["TF_CPP_MIN_LOG_LEVEL"] = "3"
import keras
import numpy
import onnx
import tensorflow

keras.utils.set_random_seed(6)
here = pathlib.Path(__file__).parent
layers = keras.layers
x = inputs = keras.Input((9, 8, 3))
x = layers.Rescaling(2.0, offset=-0.5)(x)
x = layers.Conv2D(4, 3, strides=2, padding="same")(x)
x = layers.BatchNormalization()(x)
x = past = layers.ReLU()(x)
x = layers.DepthwiseConv2D(3, padding="same")(x)
x = layers.Conv2D(4, 1, activation="elu")(x)
x = layers.Add()([x, past])
x = layers.ZeroPadding2D(((1, 0), (0, 1)))(x)
x = layers.AveragePooling2D(2, padding="same")(layers.Conv2D(5, 2)(x))
x = layers.LeakyReLU(negative_slope=0.1)(layers.Conv2D(3, 1)(layers.MaxPooling2D(2, 1, "same")(x)))
x = layers.Dense(4, activation="tanh")(layers.Flatten()(x))
model = keras.Model(inputs, layers.Dense(3)(x))
for layer in model.layers:
    drawn = [w + 0.2 * numpy.random.rand(*w.shape).astype("f4") for w in layer.get_weights()]
    layer.set_weights(drawn)

path = here / "onnx" / "keras.onnx"
model(numpy.zeros((1, 9, 8, 3), "f4"))
model.export(path, format="onnx", verbose=False)
loaded = onnx.load(path)
onnx.checker.check_model(loaded)
images = (numpy.random.randint(0, 100, (3, 9, 8, 3)) / 100).astype("f4")
with tensorflow.GradientTape() as tape:
    feed = tensorflow.convert_to_tensor(images)
    tape.watch(feed)
    logits = model(feed, training=False)
    labels = logits.numpy().argmax(1)
    chosen = tensorflow.reduce_sum(tensorflow.gather(logits, labels, batch_dims=1))
gradients = tape.gradient(chosen, feed).numpy()


def shortened(array):
    """Nine significant digits, more than float32 has."""
    return [[float(f"{value:.9g}") for value in row] for row in array.reshape(len(array), -1)]


(here / "onnx_keras.json").write_text(json.dumps({"keras.onnx": {
    "images": [[round(value, 2) for value in row] for row in images.reshape(3, -1).tolist()],
    "logits": shortened(logits.numpy()), "labels": labels.tolist(),
    "input_gradients": shortened(gradients)}}) + "\n")
