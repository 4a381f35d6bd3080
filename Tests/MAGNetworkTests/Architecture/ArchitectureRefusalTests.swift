import Foundation
import MAGFiles
import MAGNumerics
import Testing

@testable import MAGNetwork

@Suite("Descriptions that are refused") struct ArchitectureRefusalTests {
  /// A text, the line that the sentence names, and a part of the sentence.
  struct Case: CustomTestStringConvertible {
    let text: String
    let line: Int
    let words: String
    init(_ text: String, _ line: Int, _ words: String) {
      (self.text, self.line, self.words) = (text, line, words)
    }
    var testDescription: String { words }
  }

  private static let head = "input: [1, 4, 4]\nlayers:\n"

  static let cases = [
    Case("", 1, "the file is empty"),
    Case("a: [", 2, "it is no YAML"),
    Case("input: 3\n- x", 2, "it is no YAML"),
    Case("[1, 2]", 1, "expected a description as keys and values"),
    Case("layers: [relu]", 1, "expected input"),
    Case("input: 3", 1, "expected layers, a list of 1 to 4096 layers"),
    Case("input: 3\nlayers: []", 1, "expected layers"),
    Case("input: 3\nlayers: relu", 1, "expected layers"),
    Case("input: 3\ninput: 4\nlayers: [{kind: relu}]", 1, "input occurs twice"),
    Case("input: 0\nlayers: [{kind: relu}]", 1, "expected input to be whole numbers from 1"),
    Case("input: '3'\nlayers: [{kind: relu}]", 1, "found '3'"),
    Case("input: [3, 4]\nlayers: [{kind: relu}]", 1, "expected input to be 1 or 3 numbers"),
    Case("input: [4096, 4096, 4]\nlayers: [{kind: relu}]", 1, "more than 16777216 elements"),
    Case("input: 3\nlayers: [{kind: relu}]\nextra: 1", 3, "found extra"),
    Case("input: &a 3\nlayers: [{kind: relu}]", 1, "anchors, aliases and tags"),
    Case("input: 3\nlayers:\n  - *a", 3, "anchors, aliases and tags"),
    Case("input: !!str 3\nlayers: [{kind: relu}]", 1, "tags"),
    Case("# & * !\ninput: a\nlayers: [{kind: relu}]", 2, "found 'a'"),
    Case(head + "  - relu", 3, "expected a layer as keys and values"),
    Case(head + "  - {name: a}", 3, "expected kind, one of dense"),
    Case(head + "  - {kind: dropout}", 3, "expected a kind of dense"),
    Case(head + "  - {kind: relu, activation: tanh}", 3, "found relu"),
    Case(head + "  - {kind: sum, activation: sine}", 3, "expected activation to be one of relu"),
    Case(head + "  - kind: relu\n    strides: 2", 4, "found strides"),
    Case(head + "  - {kind: sum, from: []}", 3, "from names no layer"),
    Case(head + "  - {kind: sum, from: [input, b]}", 3, "there is no layer named b"),
    Case(head + "  - {kind: sum, from: [[a]]}", 3, "expected from to be a name"),
    Case(head + "  - {name: input, kind: sum}", 3, "the name input is taken"),
    Case(head + "  - {name: a, kind: sum}\n  - {name: a, kind: sum}", 4, "the name a is taken"),
    Case(head + "  - {kind: sum}\noutput: z", 1, "there is no layer named z"),
    Case(head + "  - {name: a, kind: sum, from: a}", 3, "takes what comes of itself"),
    Case(
      head + "  - {name: a, kind: sum}\n  - {kind: sum, from: input}", 3,
      "the output takes nothing of this layer"),
    Case(head + "  - {kind: dense}", 3, "expected tensors, or a name that tensors have"),
    Case(head + "  - {kind: dense, tensors: [a]}", 3, "expected tensors to be a name"),
    Case(head + "  - {kind: dense, tensors: {kernel: a}}", 3, "found kernel"),
    Case(head + "  - {kind: dense, tensors: w}", 3, "put a flatten before it"),
    Case(head + "  - {kind: max-pooling}", 3, "expected window"),
    Case(head + "  - {kind: max-pooling, window: 5}", 3, "do not fit images of 1×4×4"),
    Case(head + "  - {kind: max-pooling, window: [1, 2, 3]}", 3, "to be 1 or 2 numbers"),
    Case(head + "  - {kind: max-pooling, window: 2, padding: -1}", 3, "from 0 to 65536"),
    Case(head + "  - {kind: max-pooling, window: 2, ceil_mode: 1}", 3, "to be true or false"),
    Case(head + "  - {kind: flatten, order: rows}", 3, "channels-first or channels-last"),
    Case(head + "  - {kind: reshape}", 3, "expected shape beside reshape"),
    Case(head + "  - {kind: reshape, shape: 15}", 3, "expected 16 elements"),
    Case(
      head + "  - {name: f, kind: flatten}\n  - {kind: sum, from: [f, input]}", 4,
      "its sources differ: 16 numbers and images of 1×4×4"),
    Case("input: 16\nlayers:\n  - {kind: max-pooling, window: 2}", 3, "give input as [channels"),
    Case(head + "  - {kind: convolution, tensors: c}", 3, "m holds no weight that is c's"),
    Case(
      head + "  - {kind: convolution, tensors: {weight: c}}", 3, "m holds no tensor c"),
    Case(head + "  - {kind: convolution, tensors: w}", 3, "tensor w.weight: expected four axes"),
    Case(
      head + "  - {kind: batch-normalization, tensors: w, epsilon: 0}", 3,
      "expected epsilon to be a positive number"),
    Case(
      head + "  - {kind: batch-normalization, tensors: w}", 3,
      "expected tensors of a mean and a variance"),
    Case(
      head + "  - {kind: flatten}\n  - {kind: dense, tensors: w}", 4,
      "tensor w.weight: expected [outputs, 16], found [2, 3]"),
    Case(
      head + "  - {kind: convolution, tensors: k, groups: 2}", 3,
      "tensor k.weight: expected 1 input channels in 2 groups, found [2, 1, 2, 2]"),
  ]

  @Test("each with one sentence that names the file, the line and the reason", arguments: cases)
  func description_malformed_isRefused(_ test: Case) throws {
    let error = #expect(throws: (any Error).self) {
      try ArchitectureTests.network(
        test.text,
        [
          ArchitectureTests.tensor("w.weight", [2, 3], [1, 2, 3, 4, 5, 6]),
          ArchitectureTests.tensor("k.weight", [2, 1, 2, 2], [1, 2, 3, 4, 5, 6, 7, 8]),
        ])
    }
    let failure = try #require(error as? any Failure)
    let sentence = "\(failure)"
    #expect(failure.kind == .badData)
    #expect(sentence.hasPrefix("a.yaml: line \(test.line): "), "\(sentence)")
    #expect(sentence.contains(test.words), "\(sentence)")
    #expect(sentence.hasSuffix("says how layers are described."))
  }

  @Test("tensors that no layer takes are refused by name")
  func tensors_unused_areNamed() throws {
    let error = #expect(throws: CheckpointFailure.self) {
      try ArchitectureTests.network(
        "input: 2\nlayers: [{kind: relu}]", [ArchitectureTests.tensor("x.weight", [1], [1])])
    }
    #expect(
      error?.description == "a.yaml: no layer takes x.weight of m; name the layer of each, or list "
        + "them under ignored.")
  }

  @Test("nesting of any depth costs no more than its bytes")
  func text_deep_isRefused() throws {
    for opening in ["[", "{a: ", "- ", "? "] {
      for count in [20, 900, 60_000] {
        let text = Data(String(repeating: opening, count: count).utf8)
        #expect(throws: ArchitectureFailure.self) {
          try ArchitectureDescription(parsing: text, path: "a.yaml")
        }
      }
    }
  }

  @Test("a file that is missing, or larger than any description, is refused")
  func file_missingOrLarge_isRefused() throws {
    try withTemporaryFile { url in
      let missing = #expect(throws: ArchitectureFailure.self) {
        try ArchitectureDescription(contentsOf: url)
      }
      #expect(missing?.kind == .noInput)
      try Data(count: YAMLValue.mostBytes + 1).write(to: url)
      let large = #expect(throws: ArchitectureFailure.self) {
        try ArchitectureDescription(contentsOf: url)
      }
      #expect(large?.kind == .badData)
    }
  }

  @Test("every beginning of a good description is a description or refused, never a crash")
  func text_cut_neverCrashes() throws {
    let bytes = try Data(
      contentsOf: fixtureURL("architecture").appendingPathComponent("residual.yaml"))
    let refused = bytes.indices.count {
      (try? ArchitectureDescription(parsing: bytes.prefix($0), path: "a.yaml")) == nil
    }
    #expect(refused > bytes.count / 2)
  }
}
