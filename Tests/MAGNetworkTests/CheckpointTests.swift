import Foundation
import MAGFiles
import MAGNumerics
import Testing

@testable import MAGNetwork

@Suite("Checkpoints") struct CheckpointTests {
  struct Logits: Decodable {
    let images: [[Double]]
    let logits: [String: [[Double]]]
  }

  @Test("a network reads back with its parameters, layers and facts; the bytes repeat")
  func checkpoint_roundTrip_isUnchanged() throws {
    let original: Network<Float> = try network([6, 5, 4, 3], .elu(alpha: 0.5))
    let facts: CheckpointMetadata = [
      "tool": "mag 0.1", "objective": "manifold", "seed": "7", "epoch": "5", "alpha": "0.1",
      "inputs": "projected",
    ]
    try withTemporaryFile { url in
      try Checkpoint.write(original, metadata: facts, to: url)
      let first = try Data(contentsOf: url)
      let checkpoint = try Checkpoint.load(url)
      #expect(checkpoint.network.parameters == original.parameters)
      #expect(checkpoint.network.layers.count == 5)
      #expect(checkpoint.network.layers[3] as? Activation == Activation(.elu(alpha: 0.5), count: 4))
      #expect(checkpoint.assumptions.isEmpty)
      #expect(checkpoint.path == url.relativePath)
      #expect(checkpoint.sha256 == FileDigest.sha256(first))
      let keys = checkpoint.metadata.entries.map(\.key)
      #expect(keys == ["format", "architecture"] + facts.entries.map(\.key))
      #expect(checkpoint.metadata[.architecture] == "6-5-4-3 elu:0.5")
      #expect(checkpoint.metadata.integer(.seed) == 7)
      #expect(checkpoint.metadata.number("alpha") == 0.1)
      #expect(checkpoint.metadata.integer(.objective) == nil)
      try Checkpoint.write(checkpoint.network, metadata: checkpoint.metadata, to: url)
      #expect(try Data(contentsOf: url) == first)
    }
  }

  @Test("tensors are named and shaped as those of an nn.Sequential")
  func container_names_areSequential() throws {
    let file = try Checkpoint.container(network([6, 5, 4, 3]), metadata: [:], path: "x")
    #expect(
      file.tensors.map(\.name) == [
        "0.weight", "0.bias", "2.weight", "2.bias", "4.weight", "4.bias",
      ])
    #expect(file.tensors.map(\.extents) == [[5, 6], [5], [4, 5], [4], [3, 4], [3]])
    #expect(file.tensors.allSatisfy { $0.type == .float32 })
  }

  /// Stored values are exact in float32 except those of F64 (6e-8); a few dozen float32 products.
  @Test(
    "networks saved by PyTorch give PyTorch's logits, and what they leave open is said",
    arguments: [
      ("sequential_f32.safetensors", ["activations", "trained on"]),
      ("prefixed_f16.safetensors", ["activations", "F16", "trained on"]),
      ("nested_f64.safetensors", ["activations", "F64", "trained on"]),
      ("unbiased_bf16.safetensors", ["activations", "0.weight", "2.weight", "BF16", "trained on"]),
    ])
  func load_fixture_agreesWithPyTorch(_ name: String, _ words: [String]) throws {
    let recorded = try JSONDecoder().decode(
      Logits.self, from: Data(contentsOf: fixtureURL("logits.json")))
    let expected = try #require(recorded.logits[name]).flatMap { $0 }
    let checkpoint = try Checkpoint.load(fixtureURL(name))
    let images = Matrix<Float>(
      rows: 5, columns: 6, storage: recorded.images.flatMap { $0 }.map { Float($0) })
    let logits = checkpoint.network.logits(images).storage.map { Double($0) }
    #expect(relativeError(logits, expected) < 1e-6)
    #expect(checkpoint.assumptions.count == words.count)
    for (sentence, word) in zip(checkpoint.assumptions, words) {
      #expect(sentence.contains(word) && sentence.hasSuffix("."), "\(sentence)")
    }
  }

  @Test("layers are ordered by number, not by name")
  func load_manyLayers_areOrderedByNumber() throws {
    let tensors = [10, 2, 0].map { number in
      StoredTensor(
        name: "layers.\(number).weight", extents: [2, 2],
        values: [Float](repeating: Float(number), count: 4))
    }
    let network = try Checkpoint.interpret(SafetensorsFile(tensors: tensors), path: "x").network
    #expect(network.parameters == [0, 0, 0, 0, 2, 2, 2, 2, 10, 10, 10, 10])
    #expect(network.layers.count == 5)
  }

  @Test("an activation of identity stands for no layer")
  func load_identity_hasNoActivation() throws {
    let layers: [any Layer] = [
      Dense(inputCount: 2, outputCount: 3), Dense(inputCount: 3, outputCount: 2),
    ]
    let linear = try Network<Float>(layers: layers, parameters: (0..<17).map { Float($0) })
    let file = try Checkpoint.container(linear, metadata: ["inputs": "raw"], path: "x")
    #expect(file.metadata[.architecture] == "2-3-2 identity")
    let (network, assumptions) = try Checkpoint.interpret(file, path: "x")
    #expect(network.layers.count == 2 && network.parameters == linear.parameters)
    #expect(assumptions.isEmpty)
  }

  @Test("a foreign architecture note is not held against the file")
  func load_foreignArchitecture_isIgnored() throws {
    var file = try Checkpoint.container(network([3, 4, 2]), metadata: [:], path: "x")
    file.metadata = ["format": "pt", "architecture": "my net"]
    #expect(try Checkpoint.interpret(file, path: "x").assumptions.count == 2)
  }

  @Test("a summary tells layers, tensors and facts, and is JSON")
  func summary_checkpoint_tellsAll() throws {
    try withTemporaryFile { url in
      let network = try Network<Float>(
        layers: Network<Float>.perceptron(sizes: [2, 3, 2]), parameters: (0..<17).map { Float($0) })
      try Checkpoint.write(network, metadata: ["inputs": "raw"], to: url)
      let summary = try CheckpointSummary.read(url).summary
      #expect(summary.problem == nil)
      #expect(summary.layers?.map(\.kind) == ["dense", "relu", "dense"])
      #expect(summary.layers?.map(\.parameters) == [9, 0, 8])
      #expect(summary.inputDimension == 2 && summary.classCount == 2 && summary.parameters == 17)
      #expect(summary.tensors[1].min == 6 && summary.tensors[1].max == 8)
      #expect(summary.tensors.map(\.shape) == [[3, 2], [3], [2, 3], [2]])
      #expect(summary.metadata["architecture"] == "2-3-2 relu")
      let text = String(decoding: try OrderedJSON.encode(summary), as: UTF8.self)
      #expect(text.contains("\"input_dimension\": 2") && text.contains("\"nan_count\": 0"))
    }
  }

  @Test("a file with NaN weights has a summary that counts them and names the problem")
  func summary_nan_isCounted() throws {
    try withTemporaryFile { url in
      var network: Network<Float> = try network([2, 3, 2])
      network.parameters[0] = .nan
      network.parameters[1] = .infinity
      for index in 9..<15 { network.parameters[index] = .nan }
      try Checkpoint.write(network, metadata: [:], to: url)
      let summary = try CheckpointSummary.read(url).summary
      #expect(summary.tensors[0].nanCount == 1 && summary.tensors[0].infiniteCount == 1)
      #expect(summary.tensors[0].min?.isFinite == true)
      #expect(summary.tensors[2].nanCount == 6 && summary.tensors[2].min == nil)
      #expect(summary.layers == nil && summary.problem?.contains("0.weight") == true)
      #expect(throws: Never.self) { try OrderedJSON.encode(summary) }
    }
  }
}

@Suite("Architectures as text") struct PerceptronArchitectureTests {
  @Test(
    "text reads back as itself",
    arguments: ["784-1568-1568-10 relu", "20-24-16-5 relu tanh", "784-10", "3-4-2 leaky-relu:0.2"])
  func text_written_readsBack(_ text: String) throws {
    #expect(try #require(PerceptronArchitecture(text: text)).text == text)
  }

  @Test(
    "other text is refused",
    arguments: [
      "", "784", "784-", "784-0-10 relu", "784-a-10 relu", "784-10 relu", "784-5-10",
      "784-5-10 swish", "7-5-4-3 relu relu relu", "784-5-10  relu", "-1-5-10 relu",
    ])
  func text_other_isRefused(_ text: String) { #expect(PerceptronArchitecture(text: text) == nil) }

  @Test("a network that ends in an activation has none")
  func network_endingInActivation_hasNone() throws {
    let network = try Network<Float>(
      layers: [Dense(inputCount: 1, outputCount: 2), Activation(.relu, count: 2)],
      parameters: [1, 2, 3, 4])
    #expect(PerceptronArchitecture(of: network) == nil)
    #expect(throws: CheckpointFailure.self) {
      try Checkpoint.container(network, metadata: [:], path: "x")
    }
  }
}

@Suite("Checkpoint metadata") struct CheckpointMetadataTests {
  @Test("keys keep their place, the last value counts, nil removes")
  func metadata_changes_keepOrder() {
    var facts = CheckpointMetadata([("b", "1"), ("a", "2"), ("b", "3")])
    #expect(facts.entries.map(\.key) == ["b", "a"] && facts["b"] == "3")
    facts[.seed] = "9"
    facts["b"] = nil
    facts["none"] = nil
    #expect(facts == ["a": "2", "seed": "9"])
    #expect(facts != ["seed": "9", "a": "2"])
    #expect(facts.dictionary == ["a": "2", "seed": "9"])
  }

  @Test("what is no number reads as none")
  func metadata_numbers_areChecked() {
    let facts: CheckpointMetadata = ["a": "x", "b": "inf", "c": "1e-3", "d": "1.5"]
    #expect(facts.number("a") == nil && facts.number("b") == nil && facts.number("e") == nil)
    #expect(facts.number("c") == 0.001 && facts.integer("d") == nil)
  }
}
