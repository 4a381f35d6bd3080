import Foundation
import MAG
import Testing

@testable import mag

extension Workplace {
  /// The toy images with `graph.onnx` (convolutions with ReLU, a residual sum, max pooling) and
  /// `smooth.onnx`, the same with sigmoids.
  fileprivate func graphs() throws {
    try toy()
    for (kind, name) in [(ActivationKind.relu, "graph.onnx"), (.sigmoid, "smooth.onnx")] {
      let image = ImageExtents(channels: 1, height: 2, width: 2)
      let wide = Window2D(kernelHeight: 2, kernelWidth: 2, bottom: 1, right: 1)
      let first = try #require(Convolution(input: image, outputChannels: 2, window: wide))
      let second = try #require(
        Convolution(
          input: first.output, outputChannels: 2, window: Window2D(kernelHeight: 1, kernelWidth: 1))
      )
      let pooling = try #require(
        MaxPooling(input: first.output, window: Window2D(kernelHeight: 2, kernelWidth: 2)))
      let network = try Network<Float>(
        nodes: [
          NetworkNode(first, parameters: [1, -1, 0.5, 0, -0.5, 1, 0, 0.5, 0.125, 0], from: [-1]),
          NetworkNode(Activation(kind, count: 8), from: [0]),
          NetworkNode(second, parameters: [1, -1, 0.5, 0.25, 0, -0.125], from: [1]),
          NetworkNode(Activation(kind, count: 8), from: [1, 2]),
          NetworkNode(pooling, from: [3]),
          NetworkNode(
            Dense(inputCount: 2, outputCount: 2), parameters: [3, -1, 0, 1, 0, 0.5], from: [4]),
        ], output: 5)
      try WritableFormat.onnx.encoded(network, metadata: [:], path: name)
        .write(to: folder.appendingPathComponent(name))
    }
  }
}

@Suite("Commands on networks of convolutions, pooling and sums") struct GraphCommandTests {
  @Test(
    "walks of a graph are exact, those of a smooth one sampled, and the files say so",
    arguments: [
      "crossings graph.onnx smooth.onnx --pairs 0:1,2:3",
      "atlas graph.onnx smooth.onnx --pairs 5 --box none --epsilon 0.3",
      "tilt graph.onnx smooth.onnx",
      "slice graph.onnx smooth.onnx --indices 0,1,3 --resolution 20",
      "film graph.onnx smooth.onnx --index 1 --epsilon 0.3 --steps 4 --box none",
    ])
  func walks_graph_nameTheMethod(_ line: String) throws {
    try Workplace.use { place in
      try place.graphs()
      let outcome = try place.runToy("\(line) --inputs raw --out f --format svg")
      #expect(outcome.code == 0, "\(outcome.errors)")
      let rows = String(decoding: try place.contents("f.csv"), as: UTF8.self)
        .split(separator: "\n").map { $0.split(separator: ",", omittingEmptySubsequences: false) }
      #expect(rows.first?.last == "method")
      for (model, method) in [("smooth", "sampled"), ("graph", "exact")] {
        let own = rows.dropFirst().filter { $0[0] == model }
        #expect(own.allSatisfy { $0.last == Substring(method) }, "\(model)")
      }
      #expect(rows.contains { $0[0] == "graph" })
    }
  }

  @Test(
    "every other command takes a graph",
    arguments: [
      "align graph.onnx", "robustness graph.onnx --epsilons 0,0.1 --steps 2",
      "transform graph.onnx --from 0 --to 1 --steps 3", "inspect graph.onnx",
      "crossings graph.onnx --random 2 --certificate all --audit 200 --decomposition",
    ])
  func command_graph_runs(_ line: String) throws {
    try Workplace.use { place in
      try place.graphs()
      let inputs = line.hasPrefix("inspect") ? "" : " --inputs raw"
      let outcome = try place.runToy("\(line)\(inputs) --json r.json")
      #expect(outcome.code == 0, "\(outcome.errors)")
      #expect(try place.document("r.json").entry["path"].text == "graph.onnx")
    }
  }

  @Test(
    "exact walks of a smooth network are refused by file, layer and name",
    arguments: ["crossings F --pairs 0:1", "tilt F", "slice F --indices 0,1,3", "film F --index 1"])
  func exact_smooth_isRefused(_ line: String) throws {
    try Workplace.use { place in
      try place.graphs()
      let words = line.replacing("F", with: "smooth.onnx")
      let outcome = try place.runToy("\(words) --inputs raw --method exact --json r.json")
      #expect(outcome.code == 64, "\(outcome.errors)")
      #expect(outcome.lastLine.contains("smooth.onnx"), "\(outcome.lastLine)")
      #expect(
        outcome.lastLine.contains("layer 2 is sigmoid, which is not piecewise linear"),
        "\(outcome.lastLine)")
    }
  }
}
