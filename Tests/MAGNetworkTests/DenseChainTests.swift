import MAGFiles
import MAGNumerics
import Testing

@testable import MAGNetwork

@Suite("Layers from names and shapes") struct DenseChainTests {
  private struct Container: TensorContainer {
    var tensors: [StoredTensor]
    var metadata: CheckpointMetadata = [:]
    var conventions = ContainerConventions()
  }

  /// Tensors of 1, 2, 3, … from names and extents.
  private func chain(
    _ shapes: KeyValuePairs<String, [Int]>, _ conventions: ContainerConventions = .init()
  ) throws -> DenseChain {
    let tensors = shapes.map { name, extents in
      StoredTensor(
        name: name, extents: extents, values: (0..<extents.reduce(1, *)).map { Float($0 + 1) })
    }
    return try DenseChain(Container(tensors: tensors, conventions: conventions), path: "m")
  }

  private func refusal(_ shapes: KeyValuePairs<String, [Int]>) throws -> String {
    let error = #expect(throws: CheckpointFailure.self) { try chain(shapes) }
    return try #require(error).description
  }

  @Test(
    "names of many customs, in the order of their numbers",
    arguments: [
      ["fc2.weight", "fc2.bias", "fc1.weight", "fc1.bias"],
      ["module.fc2.weight", "module.fc2.bias", "module.fc1.weight", "module.fc1.bias"],
      [
        "layers.10.linear.weight", "layers.10.linear.bias", "layers.9.linear.weight",
        "layers.9.linear.bias",
      ],
      ["W2", "b2", "W1", "b1"], ["w_2", "B_2", "w_1", "B_1"],
      ["weights2", "biases2", "weights1", "biases1"], ["weight2", "bias2", "weight1", "bias1"],
      ["net/1/w", "net/1/b", "net/0/w", "net/0/b"],
      ["block1.fc0.weight", "block1.fc0.bias", "block0.fc9.weight", "block0.fc9.bias"],
    ])
  func init_numberedNames_areOrdered(_ names: [String]) throws {
    let chain = try DenseChain(
      Container(tensors: [
        StoredTensor(name: names[0], extents: [2, 3], values: [Float](repeating: 2, count: 6)),
        StoredTensor(name: names[1], extents: [2], values: [1, 1] as [Float]),
        StoredTensor(name: names[2], extents: [3, 4], values: [Float](repeating: 1, count: 12)),
        StoredTensor(name: names[3], extents: [3], values: [1, 1, 1] as [Float]),
      ]), path: "m")
    #expect(chain.sizes == [4, 3, 2] && chain.assumptions.isEmpty)
    #expect(chain.members.map { $0.bias?.name } == [names[3], names[1]])
  }

  @Test("one layer alone needs no number")
  func init_oneLayer_isRead() throws {
    #expect(try chain(["weight": [2, 3], "bias": [2]]).sizes == [3, 2])
    #expect(try chain(["W": [3, 2], "b": [2]]).sizes == [3, 2])
    #expect(try chain(["linear.weight": [2, 3], "linear.bias": [2]]).sizes == [3, 2])
  }

  @Test("coefs, intercepts and kernels lie [inputs, outputs]: that is their authors' custom")
  func init_namedOrientation_isTransposed() throws {
    let sklearn = try chain(
      ["coefs_0": [4, 3], "coefs_1": [3, 2], "intercepts_0": [3], "intercepts_1": [2]])
    #expect(sklearn.sizes == [4, 3, 2] && sklearn.assumptions.isEmpty)
    let square = try chain(["dense_0/kernel": [2, 2], "dense_1/kernel": [2, 2]])
    #expect(square.assumptions.isEmpty && square.members[0].orientation == .inputsFirst)
    #expect(try square.network([.relu]).parameters == [1, 3, 2, 4, 1, 3, 2, 4])
    let keras = try chain([
      "s/dense/kernel:0": [6, 3], "s/dense/bias:0": [3], "s/dense_1/kernel:0": [3, 3],
      "s/dense_2/kernel:0": [3, 2],
    ])
    #expect(keras.sizes == [6, 3, 3, 2] && keras.assumptions.count == 1)
    #expect(try refusal(["coefs_0": [3, 4], "coefs_1": [2, 3]]).contains("[4, outputs]"))
  }

  @Test("where only one way chains, it is taken; the transposed one is said")
  func init_widths_decideOrientation() throws {
    let chain = try chain(["W1": [4, 3], "b1": [1, 3], "W2": [3, 2], "b2": [2, 1]])
    #expect(chain.sizes == [4, 3, 2])
    #expect(chain.assumptions.map { $0.contains("[inputs, outputs]: their widths") } == [true])
    #expect(
      try chain.network([.relu]).parameters.prefix(15) == [
        1, 4, 7, 10, 2, 5, 8, 11, 3, 6, 9, 12, 1, 2, 3,
      ])
    let bias = try self.chain(["weight": [4, 3], "bias": [3]])
    #expect(bias.sizes == [4, 3] && bias.assumptions.count == 1)
  }

  @Test("a square weight could be transposed, which is said")
  func init_square_isSaid() throws {
    let some = try chain(["fc1.weight": [3, 4], "fc2.weight": [3, 3], "fc3.weight": [2, 3]])
    #expect(some.sizes == [4, 3, 3, 2])
    #expect(
      some.assumptions == [
        "fc2.weight could be transposed; [outputs, inputs] is assumed, as the other weights lie."
      ])
    let all = try chain(["W1": [3, 3], "W2": [3, 3]])
    #expect(
      all.assumptions == ["The weights could lie either way; [outputs, inputs] is assumed."])
    // Not square, and yet both 4-3-4 and 3-4-3.
    let both = try chain(["W1": [3, 4], "W2": [4, 3]])
    #expect(both.sizes == [4, 3, 4] && both.assumptions.count == 1)
  }

  @Test("what the format says of weights is not asked again, and is not given up")
  func init_conventions_decide() throws {
    let pyTorch = ContainerConventions(orientation: .outputsFirst)
    #expect(try chain(["0.weight": [3, 3], "2.weight": [3, 3]], pyTorch).assumptions.isEmpty)
    #expect(throws: CheckpointFailure.self) {
      try chain(["0.weight": [4, 3], "0.bias": [3]], pyTorch)
    }
    // Not called weight: a matrix of the author's own.
    #expect(try chain(["W1": [4, 3], "b1": [3]], pyTorch).sizes == [4, 3])
  }

  @Test("layers of several patterns are put in the only order that chains, which is said")
  func init_severalPatterns_areOrderedByWidths() throws {
    let chain = try chain([
      "out.weight": [2, 3], "hidden2.weight": [3, 5], "first.weight": [4, 6],
      "hidden1.weight": [5, 4],
    ])
    #expect(chain.sizes == [6, 4, 5, 3, 2])
    #expect(chain.assumptions.count == 1)
    #expect(
      chain.assumptions[0].contains(
        "first.weight, hidden1.weight, hidden2.weight, out.weight is the only order"))
  }

  @Test(
    "names and shapes that leave the order open, or name no layer",
    arguments: [
      (
        ["a.weight", "b.weight"], [[3, 3], [3, 3]], "neither names nor widths tell: a.weight [3, 3]"
      ),
      (["a.weight", "b.weight"], [[3, 4], [3, 4]], "neither names nor widths tell"),
      (["fc1.weight", "fc01.weight"], [[3, 3], [3, 3]], "fc01.weight for a layer that has one"),
      (["fc1.weight", "fc1.w"], [[3, 3], [3, 3]], "fc1.w for a layer that has one already"),
      (["fc1.bias", "fc1.b"], [[3], [3]], "fc1.b for a layer that has one already"),
      (["fc1.weight", "fc2.bias"], [[3, 3], [3]], "fc2.bias without a weight"),
      (["fc1.bias"], [[3]], "biases alone"),
      (
        ["fc1.weight", "bn.running_mean"], [[3, 3], [3]], "bn.running_mean among fc1.weight [3, 3]"
      ),
      (["fc1.weight_v"], [[3, 3]], "a tensor fc1.weight_v"),
      (["W1a"], [[3, 3]], "a tensor W1a"), (["W_"], [[3, 3]], "a tensor W_"),
      (["fc-1.weight"], [[3, 3]], "a tensor fc-1.weight"),
      (["é.weight"], [[3, 3]], "a tensor é.weight"), ([""], [[3, 3]], "a tensor "),
      (["99999999999999999999.weight"], [[3, 3]], "a tensor 9999"),
      (["0.weight", "1.weight"], [[3, 4], [2, 5]], "1.weight: expected extents [outputs, 3]"),
      (["conv.weight"], [[8, 1, 3, 3]], "[outputs, inputs], found [8, 1, 3, 3]"),
      (["0.weight", "0.bias"], [[3, 4], [5]], "0.bias: expected extents [3], found [5]"),
      (["0.weight", "0.bias"], [[4, 6], [2, 2]], "0.bias: expected extents [4], found [2, 2]"),
    ])
  func init_unclear_isRefused(_ names: [String], _ shapes: [[Int]], _ word: String) throws {
    let tensors = zip(names, shapes).map { name, extents in
      StoredTensor(
        name: name, extents: extents, values: [Float](repeating: 1, count: extents.reduce(1, *)))
    }
    let error = #expect(throws: CheckpointFailure.self) {
      try DenseChain(Container(tensors: tensors), path: "m")
    }
    let failure = try #require(error)
    #expect(failure.kind == .badData && failure.description.contains(word), "\(failure)")
  }

  @Test("many equal layers of many patterns end the search for an order")
  func init_manyPatterns_ends() {
    let tensors = (0..<7).flatMap { pattern in
      (0..<30).map { number in
        let name = String(repeating: "x", count: pattern + 1) + "\(number).weight"
        return StoredTensor(name: name, extents: [1, 1], values: [1] as [Float])
      }
    }
    #expect(throws: CheckpointFailure.self) {
      try DenseChain(Container(tensors: tensors), path: "m")
    }
  }
}
