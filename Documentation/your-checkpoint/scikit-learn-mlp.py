"""scikit-learn's MLPClassifier, kept as arrays, and its reference values."""

import numpy
import scipy.special
from sklearn.neural_network import MLPClassifier

import digits

images, labels = digits.load("train")
model = MLPClassifier((100,), activation="relu", max_iter=4, batch_size=128, random_state=0)
model.fit(images, labels)
test_images, test_labels = digits.load("t10k")

# The export.
assert list(model.classes_) == list(range(10))  # output k is digit k
hidden = {"relu": lambda z: z.clip(0), "tanh": numpy.tanh, "logistic": scipy.special.expit,
          "identity": lambda z: z}
x = test_images[:16]
logits = x @ model.coefs_[0] + model.intercepts_[0]
for weight, bias in zip(model.coefs_[1:], model.intercepts_[1:]):
    logits = hidden[model.activation](logits) @ weight + bias
assert numpy.allclose(scipy.special.softmax(logits, axis=1), model.predict_proba(x), atol=1e-6)
numpy.savez("scikit-learn.npz", **{f"coefs_{i}": w for i, w in enumerate(model.coefs_)},
            **{f"intercepts_{i}": b for i, b in enumerate(model.intercepts_)})
numpy.savez("scikit-learn-reference.npz", images=x, logits=logits)

# The accuracy, to compare with what `mag inspect` says.
predicted = model.predict(test_images)
digits.report(predicted, test_labels)
