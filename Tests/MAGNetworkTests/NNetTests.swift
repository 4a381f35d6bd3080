import Foundation
import MAGFiles
import MAGNumerics
import Testing

@testable import MAGNetwork

@Suite("NNet files") struct NNetTests {
  /// 2-2-2 with ReLU: h = relu([1 2; 3 4] x + [0.5, −1]), y = [1 −1; 2 0] h + [0, 1].
  static func text(
    means: String = "0,0,0,", ranges: String = "1,1,1,"
  ) -> String {
    """
    // a comment, with commas
    // another
    2,2,2,2,
    2,2,2,
    0,
    -10,-10,
    10,10,
    \(means)
    \(ranges)
    1,2,
    3,4,
    0.5,
    -1e0,
    1.0,-1,
    2,+0,
    0,
    1,

    """
  }

  private func logits(_ text: String, _ x: [Float]) throws -> ([Float], [String]) {
    let container = try NNetFile(parsing: Data(text.utf8), path: "m.nnet")
    let (network, assumptions) = try Checkpoint.interpret(container, path: "m.nnet")
    return (network.logits(Matrix(rows: 1, columns: 2, storage: x)).storage, assumptions)
  }

  @Test("a network worked by hand, its activation known")
  func parse_smallNetwork_isRead() throws {
    // h = relu([5.5, 10]) = [5.5, 10]; y = [−4.5, 12].
    let (y, assumptions) = try logits(Self.text(), [1, 2])
    #expect(y == [-4.5, 12])
    #expect(assumptions.count == 2 && assumptions[1].contains("trained on"))
    #expect(assumptions[0].contains("inputs lie from -10.0 to 10.0; pixels lie from 0 to 1"))
    // h = relu([−2.5, −8]) = 0.
    #expect(try logits(Self.text(), [-1, -1]).0 == [0, 1])
  }

  @Test("normalisation of inputs and outputs is folded in and said")
  func parse_normalisation_isFolded() throws {
    let text = Self.text(means: "3,1,100,", ranges: "2,4,10,")
    // (x − mean) / range = [1, 2] at x = [5, 9]; outputs 10 y + 100.
    let (y, assumptions) = try logits(text, [5, 9])
    #expect(y == [55, 220])
    #expect(assumptions.count == 4)
    #expect(assumptions[0].contains("inputs is part of the first layer"))
    #expect(assumptions[1].contains("outputs is part of the last layer"))
    let (inner, words) = try logits(Self.text(means: "3,1", ranges: "2,4"), [5, 9])
    #expect(inner == [-4.5, 12] && words.count == 3)
  }

  @Test("line ends of Windows, spaces, no comma at the end, no comment, no last line feed")
  func parse_otherSpelling_isRead() throws {
    var text = Self.text().split(separator: "\n").dropFirst(2).map { line in
      line.hasSuffix(",") ? String(line.dropLast()) : String(line)
    }.joined(separator: "\r\n")
    text.replace("3,4", with: "3, 4 ,")
    #expect(throws: CheckpointFailure.self) { try logits(text, [1, 2]) }
    text.replace("3, 4 ,", with: "3, 4,")
    #expect(try logits(text, [1, 2]).0 == [-4.5, 12])
    #expect(NNetFile.isNNet(Data(text.utf8)) && NNetFile.isNNet(Data(Self.text().utf8)))
    #expect(!NNetFile.isNNet(Data("1,2,3\n".utf8)) && !NNetFile.isNNet(Data("a,b,c,d\n".utf8)))
  }

  /// A line's number from 1, its replacement (nil removes it), and a part of the sentence.
  static let malformed: [(line: Int, text: String?, word: String)] = [
    (3, "2,2,2,", "line 3 of the NNet file is not what it should be (expected four numbers"),
    (3, "2,2,2,2,2", "expected four numbers, found 5"),
    (3, "2,2,2,x,", "expected layers, inputs, outputs, largest width, found \"x\""),
    (3, "2,2,2.5,2,", "whole positive numbers"), (3, "2,-2,2,2,", "whole positive numbers"),
    (3, "0,2,2,2,", "whole positive numbers"), (3, "1e300,2,2,2,", "whole positive numbers"),
    (3, "9000000000000000000,2,2,2", "expected 9000000000000000000 + 1 widths"),
    (4, "2,2,", "expected 2 + 1 widths from 2 to 2, found 2 from 2 to 2"),
    (4, "2,2,3,", "from 2 to 2, found 3 from 2 to 3"),
    (4, "3,2,2,", "from 2 to 2, found 3 from 3 to 2"),
    (4, "2,9000000000000000000,2,", "expected 2 numbers, a row of layer 1's weight, found 1"),
    (4, nil, "widths"), (5, "a", "expected the line that is not used, found \"a\""),
    (6, "1,", "line 6 of the NNet file is not what it should be (expected 2 numbers"),
    (6, "1,2,3", "the inputs' minima, found 3"), (7, "-20,10", "a maximum is below its minimum"),
    (7, "nan,10", "found \"nan\""), (8, "0,0,0,0", "expected 2 or 3 numbers, the means"),
    (8, "0,0,", "as many as means"), (9, "1,0,1", "expected positive ranges"),
    (9, "1,-1,1", "expected positive ranges"), (9, "1,inf,1", "found \"inf\""),
    (10, "1,0x10", "found \"0x10\""), (10, "1,", "a row of layer 1's weight, found 1"),
    (10, "1,,2", "found \"\""), (11, "1e999,1", "found \"1e999\""),
    (12, "1,2", "expected 1 numbers, a bias of layer 1, found 2"),
    (14, nil, "a row of layer 2's weight, found 1"), (17, nil, "ends before a bias of layer 2"),
    (17, "1,\n5", "text after the last bias"),
  ]

  @Test("malformed files are refused with the line", arguments: malformed.indices)
  func parse_malformed_isRefused(_ index: Int) throws {
    let (line, replacement, word) = Self.malformed[index]
    var lines = Self.text().split(separator: "\n", omittingEmptySubsequences: false).map(
      String.init)
    if let replacement { lines[line - 1] = replacement } else { lines.remove(at: line - 1) }
    while lines.last?.isEmpty == true { lines.removeLast() }
    let error = #expect(throws: CheckpointFailure.self) {
      try CheckpointFormat.parse(Data(lines.joined(separator: "\n").utf8), path: "m.nnet")
    }
    let failure = try #require(error)
    #expect(failure.kind == .badData && failure.description.hasPrefix("m.nnet: "))
    #expect(failure.description.contains(word), "\(failure)")
  }

  @Test("a file cut off at any line is refused")
  func parse_cutOff_isRefused() {
    let lines = Self.text().split(separator: "\n")
    for count in 2..<lines.count {
      let text = lines.prefix(count).joined(separator: "\n")
      #expect(throws: CheckpointFailure.self) {
        try NNetFile(parsing: Data(text.utf8), path: "m.nnet")
      }
    }
  }
}
