"""Writes small ONNX networks as PyTorch exports them and as the onnx package builds them, and
onnx.json with images, onnxruntime's logits of them (before a softmax), and what must be assumed.

Needs torch, onnx, onnxscript and onnxruntime.
"""
import json
import logging
import pathlib
import warnings

import numpy
import onnx
import onnxruntime
import torch
from onnx import TensorProto, helper, numpy_helper

warnings.filterwarnings("ignore")
logging.disable(logging.WARNING)
folder = pathlib.Path(__file__).parent / "onnx"
folder.mkdir(exist_ok=True)
random = numpy.random.default_rng(4)
torch.manual_seed(4)
images = random.random((5, 12), dtype=numpy.float32)
out = {"images": images.tolist(), "logits": {}}


def record(name, model, shape=(12,), logits=None):
    """Saves a model and the output (or a named value) that onnxruntime finds for each image."""
    onnx.checker.check_model(model)
    onnx.save_model(model, folder / name)
    if logits:
        del model.graph.output[:]
        model.graph.output.append(helper.make_tensor_value_info(logits, TensorProto.FLOAT, ["rows", "classes"]))
    session = onnxruntime.InferenceSession(model.SerializeToString())
    feed = session.get_inputs()[0]
    kind = {"tensor(double)": numpy.float64, "tensor(float16)": numpy.float16}
    rows = [
        session.run(None, {feed.name: image.reshape(shape).astype(kind.get(feed.type, "f4"))})[0]
        for image in images]
    out["logits"][name] = [row.astype(float).reshape(-1).tolist() for row in rows]


class Flattened(torch.nn.Module):
    """x.view(x.size(0), -1) computes its shape in the graph."""

    def __init__(self, body):
        super().__init__()
        self.body = body

    def forward(self, x):
        return self.body(x.view(x.size(0), -1))


def exported(name, model, shape, dynamic=True, dynamo=False):
    path = folder / name
    with torch.no_grad():
        for parameter in model.parameters():
            parameter.add_(0.1 * torch.randn_like(parameter))
    example = torch.zeros(2 if dynamic else 1, *shape)
    if dynamo:
        program = torch.onnx.export(
            model.eval(), (example,), dynamo=True, opset_version=18, verbose=False,
            dynamic_shapes=({0: torch.export.Dim("batch")},))
        loaded = program.model_proto
        # Traces of the exporter, with paths of the machine.
        for part in [loaded.graph, *loaded.graph.node, *loaded.graph.input, *loaded.graph.value_info]:
            part.ClearField("metadata_props")
    else:
        torch.onnx.export(
            model.eval(), (example,), path, dynamo=False, opset_version=13,
            dynamic_axes={"images": {0: "batch"}} if dynamic else None, input_names=["images"])
        loaded = onnx.load(path)
    record(name, loaded, (1, *shape))


linear = torch.nn.Linear
normalised = torch.nn.Sequential(
    torch.nn.Flatten(), linear(12, 9), torch.nn.BatchNorm1d(9), torch.nn.LeakyReLU(0.2),
    torch.nn.Dropout(0.5), linear(9, 7), torch.nn.ELU(0.7), torch.nn.BatchNorm1d(7), linear(7, 4))
normalised.train()
for _ in range(20):
    normalised(torch.randn(16, 1, 3, 4))
exported("torch_normalised.onnx", normalised, (1, 3, 4))
exported("torch_view.onnx", Flattened(torch.nn.Sequential(
    linear(12, 8, bias=False), torch.nn.GELU(), linear(8, 6), torch.nn.Hardtanh(), linear(6, 6),
    torch.nn.ReLU6(), linear(6, 4))), (1, 3, 4))
exported("torch_fixed.onnx", torch.nn.Sequential(
    torch.nn.Flatten(), linear(12, 6), torch.nn.Sigmoid(), linear(6, 5), torch.nn.Tanh(),
    linear(5, 5), torch.nn.Softplus(), linear(5, 4)), (12, 1), dynamic=False)
exported("torch_dynamo.onnx", Flattened(torch.nn.Sequential(
    linear(12, 8), torch.nn.GELU(), linear(8, 4))), (12,), dynamo=True)


def built(name, nodes, constants, inputs, logits=None, opset=17, shape=(12,), kind="FLOAT"):
    """A graph with its nodes in reverse order; constants by name."""
    graph = helper.make_graph(
        list(reversed(nodes)), "g",
        [helper.make_tensor_value_info("x", getattr(TensorProto, kind), inputs)],
        [helper.make_tensor_value_info("y", getattr(TensorProto, kind), ["rows", "classes"])],
        [v if isinstance(v, TensorProto) else numpy_helper.from_array(v, k)
         for k, v in constants.items()])
    model = helper.make_model(
        graph, opset_imports=[helper.make_opsetid("", opset)], producer_name="make_onnx",
        ir_version=8)
    # The checker wants nodes in order; the reader must not.
    order = onnx.ModelProto()
    order.CopyFrom(model)
    order.graph.ClearField("node")
    order.graph.node.extend(nodes)
    record(name, order, shape, logits)
    onnx.save_model(model, folder / name)


def draw(*shape, dtype=numpy.float32):
    return (random.random(shape) - 0.5).astype(dtype)


node = helper.make_node
built("preprocessed.onnx", [
    node("Mul", ["x", "scale"], ["a"]), node("Sub", ["a", "mean"], ["b"]),
    node("Div", ["b", "std"], ["c"]), node("Transpose", ["c"], ["d"], perm=[0, 3, 1, 2]),
    node("Reshape", ["d", "flat"], ["e"]), node("MatMul", ["e", "w1"], ["f"]),
    node("Add", ["b1", "f"], ["g"]), node("Relu", ["g"], ["h"]), node("Sub", ["one", "h"], ["i"]),
    node("Gemm", ["i", "w2", "b2"], ["j"], alpha=0.5, beta=2.0), node("Mul", ["j", "k"], ["z"]),
    node("Softmax", ["z"], ["y"])], {
    "scale": numpy.float32(2), "mean": draw(4, 1), "std": draw(3, 1, 1) + 1,
    "flat": numpy.array([0, -1]), "w1": draw(12, 7), "b1": draw(7), "one": numpy.float32([[1]]),
    "w2": draw(7, 4), "b2": draw(1, 4), "k": draw(4)}, ["n", 3, 4, 1], logits="z",
    shape=(1, 3, 4, 1))
built("column.onnx", [
    node("MatMul", ["w1", "x"], ["a"]), node("Add", ["a", "b1"], ["b"]), node("Relu", ["b"], ["c"]),
    node("MatMul", ["w2", "c"], ["d"]), node("Squeeze", ["d", "axis"], ["e"]),
    node("Unsqueeze", ["e", "front"], ["z"]), node("LogSoftmax", ["z"], ["y"])], {
    "w1": draw(5, 12), "b1": draw(5, 1), "w2": draw(4, 5), "axis": numpy.array([1]),
    "front": numpy.array([0])}, [12, 1], logits="z", shape=(12, 1))


def typed(name, kind, array, raw):
    if kind == "BFLOAT16":
        bits = array.astype(numpy.float32).view(numpy.uint32) >> 16
        data = bits.astype("<u2").tobytes() if raw else bits.reshape(-1)
        tensor = TensorProto(name=name, data_type=TensorProto.BFLOAT16, dims=array.shape)
        if raw:
            tensor.raw_data = data
        else:
            tensor.int32_data.extend(data.tolist())
        return tensor
    dtype = {"FLOAT": "<f4", "DOUBLE": "<f8", "FLOAT16": "<f2"}[kind]
    values = array.astype(dtype)
    data = values.tobytes() if raw else values.reshape(-1)
    return helper.make_tensor(name, getattr(TensorProto, kind), array.shape, data, raw=raw)


def types(name, kind):
    """Weights of another type, raw and in the type's own field, cast to float."""
    weights = draw(12, 6), draw(6, 4)
    built(name, [
        node("Cast", ["w1", ], ["v1"], to=TensorProto.FLOAT),
        node("Cast", ["w2", ], ["v2"], to=TensorProto.FLOAT), node("MatMul", ["x", "v1"], ["a"]),
        node("Relu", ["a"], ["b"]), node("MatMul", ["b", "v2"], ["y"])],
        {"w1": typed("w1", kind, weights[0], True), "w2": typed("w2", kind, weights[1], False)},
        [1, 12], shape=(1, 12))


for kind in ("FLOAT", "DOUBLE", "FLOAT16", "BFLOAT16"):
    types(f"{kind.lower()}_fields.onnx", kind)
(pathlib.Path(__file__).parent / "onnx.json").write_text(json.dumps(out) + "\n")
