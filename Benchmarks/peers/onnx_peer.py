"""onnxruntime on networks of the benchmark's shapes, random weights, the threads it is given."""

import os

import numpy as np
import onnx
import onnxruntime
from onnx import TensorProto, helper

import common

THREADS = int(os.environ.get("MAG_BENCH_THREADS", "2"))


class Graph:
    """A chain of ONNX nodes on rows of 784 pixels under construction."""

    def __init__(self, seed=7):
        self.random = np.random.default_rng(seed)
        self.nodes, self.weights, self.last = [], [], "x"

    def add(self, operator, weights=(), **attributes):
        names = []
        for shape in weights:
            names.append(f"w{len(self.weights)}")
            bound = 1 / np.sqrt(np.prod(weights[0][1:]))
            values = self.random.uniform(-bound, bound, shape).astype(np.float32)
            self.weights.append(onnx.numpy_helper.from_array(values, names[-1]))
        output = f"h{len(self.nodes)}"
        self.nodes.append(helper.make_node(operator, [self.last, *names], [output], **attributes))
        self.last = output

    def dense(self, inputs, outputs):
        self.add("Gemm", [(outputs, inputs), (outputs,)], transB=1)

    def convolution(self, inputs, outputs, kernel, padding):
        self.add("Conv", [(outputs, inputs, kernel, kernel), (outputs,)],
                 kernel_shape=[kernel, kernel], pads=[padding] * 4)

    def pool(self):
        self.add("MaxPool", kernel_shape=[2, 2], strides=[2, 2])

    def image(self):
        self.weights.append(onnx.numpy_helper.from_array(np.array([-1, 1, 28, 28]), "image"))
        self.nodes.append(helper.make_node("Reshape", ["x", "image"], ["reshaped"]))
        self.last = "reshaped"

    def session(self):
        graph = helper.make_graph(
            self.nodes, "network",
            [helper.make_tensor_value_info("x", TensorProto.FLOAT, ["n", 784])],
            [helper.make_tensor_value_info(self.last, TensorProto.FLOAT, ["n", 10])],
            self.weights)
        model = helper.make_model(
            graph, opset_imports=[helper.make_opsetid("", 17)], ir_version=8)
        onnx.checker.check_model(model)
        options = onnxruntime.SessionOptions()
        options.intra_op_num_threads = THREADS
        return onnxruntime.InferenceSession(
            model.SerializeToString(), options, providers=["CPUExecutionProvider"])


def perceptron(sizes):
    graph = Graph()
    for index, (inputs, outputs) in enumerate(zip(sizes, sizes[1:])):
        if index:
            graph.add("Relu")
        graph.dense(inputs, outputs)
    return graph


def small_cnn():
    graph = Graph()
    graph.image()
    for inputs, outputs in ((1, 16), (16, 32)):
        graph.convolution(inputs, outputs, 3, 1)
        graph.add("Relu")
        graph.pool()
    graph.add("Flatten")
    graph.dense(32 * 7 * 7, 10)
    return graph


def lenet():
    graph = Graph()
    graph.image()
    for inputs, outputs, padding in ((1, 6, 2), (6, 16, 0)):
        graph.convolution(inputs, outputs, 5, padding)
        graph.add("Relu")
        graph.pool()
    graph.add("Flatten")
    for inputs, outputs in ((400, 120), (120, 84)):
        graph.dense(inputs, outputs)
        graph.add("Relu")
    graph.dense(84, 10)
    return graph


def inference(graph, block):
    session = graph.session()
    images = common.images(common.COSINE_IMAGES, seed=4)

    def body():
        for start in range(0, len(images), block):
            session.run(None, {"x": images[start:start + block]})[0].argmax(axis=1)

    return body, 1, "10 000 images"


MAKERS = {
    "inference-cnn": lambda: inference(small_cnn(), 100),
    "inference-lenet": lambda: inference(lenet(), 100),
}
for _sizes in common.PERCEPTRONS:
    _name = "inference-" + "-".join(map(str, _sizes))
    MAKERS[_name] = lambda sizes=_sizes: inference(perceptron(sizes), 1_000)

if __name__ == "__main__":
    common.serve(MAKERS, {"onnxruntime": onnxruntime.__version__})
