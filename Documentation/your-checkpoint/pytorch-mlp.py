"""A PyTorch network on normalised MNIST, kept as a state dict, and its reference values."""

import numpy
import torch

import digits

torch.manual_seed(0)
model = torch.nn.Sequential(
    torch.nn.Linear(784, 128), torch.nn.ReLU(), torch.nn.Dropout(0.1),
    torch.nn.Linear(128, 64), torch.nn.ReLU(),
    torch.nn.Linear(64, 10))
optimizer = torch.optim.Adam(model.parameters())
for images, labels in digits.batches(*digits.load("train"), epochs=2):
    x = (torch.tensor(images) - 0.1307) / 0.3081
    loss = torch.nn.functional.cross_entropy(model(x), torch.tensor(labels))
    optimizer.zero_grad()
    loss.backward()
    optimizer.step()
test_images, test_labels = digits.load("t10k")

# The export.
model.eval()
x = (torch.tensor(test_images[:16]) - 0.1307) / 0.3081  # as the network takes them
x.requires_grad_()
labels = torch.tensor(test_labels[:16])
logits = model(x)
logits.gather(1, labels[:, None]).sum().backward()
torch.save(model.state_dict(), "pytorch.pt")
numpy.savez("pytorch-reference.npz", images=x.detach(), logits=logits.detach(),
            labels=labels, input_gradients=x.grad)

# The accuracy, to compare with what `mag inspect` says.
with torch.no_grad():
    predicted = model((torch.tensor(test_images) - 0.1307) / 0.3081).argmax(1).numpy()
digits.report(predicted, test_labels)
