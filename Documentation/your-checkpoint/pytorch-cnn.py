"""A PyTorch network with convolutions, kept as ONNX, and its reference values."""

import numpy
import torch

import digits

torch.manual_seed(0)
model = torch.nn.Sequential(
    torch.nn.Conv2d(1, 8, 3, padding=1), torch.nn.BatchNorm2d(8), torch.nn.ReLU(),
    torch.nn.MaxPool2d(2),
    torch.nn.Conv2d(8, 16, 3, padding=1), torch.nn.ReLU(), torch.nn.MaxPool2d(2),
    torch.nn.Flatten(), torch.nn.Linear(16 * 7 * 7, 10))
optimizer = torch.optim.Adam(model.parameters())
for images, labels in digits.batches(*digits.load("train"), epochs=1):
    x = torch.tensor(images).reshape(-1, 1, 28, 28)
    loss = torch.nn.functional.cross_entropy(model(x), torch.tensor(labels))
    optimizer.zero_grad()
    loss.backward()
    optimizer.step()
test_images, test_labels = digits.load("t10k")

# The export.
model.eval()
x = torch.tensor(test_images[:16]).reshape(-1, 1, 28, 28).requires_grad_()
labels = torch.tensor(test_labels[:16])
logits = model(x)
logits.gather(1, labels[:, None]).sum().backward()
torch.onnx.export(model, (x.detach(),), "pytorch-cnn.onnx", dynamo=False,
                  input_names=["images"], dynamic_axes={"images": {0: "batch"}})
numpy.savez("pytorch-cnn-reference.npz", images=x.detach(), logits=logits.detach(),
            labels=labels, input_gradients=x.grad)

# The accuracy, to compare with what `mag inspect` says.
with torch.no_grad():
    predicted = model(torch.tensor(test_images).reshape(-1, 1, 28, 28)).argmax(1).numpy()
digits.report(predicted, test_labels)

# The state dict alone, which pytorch-cnn.yaml describes.
torch.save(model.state_dict(), "pytorch-cnn.pt")
