import Foundation
import MAGNetwork
import MAGNumerics
import Testing

@testable import MAGGeometry

/// The worked examples of the guide pages: the code in a page is the code here, and prints what the
/// page says.
@Suite("Worked examples of the guides") struct GuideTests {
  @Test("the walk of exact-path.md") func exactPath_example_isTrue() throws {
    var printed: [String] = []
    func print(_ items: Any...) { printed.append(Guide.line(items)) }
    do {
      // begin exact-path.md
      // Two logits of one input x: 1/2, and 1 − |x| with |x| = relu(x) + relu(−x).
      let network = try Network<Double>(
        layers: Network<Double>.perceptron(sizes: [1, 2, 2]),
        parameters: [1, -1, 0, 0, 0, 0, -1, -1, 0.5, 1])
      let exact = try ExactPath(PiecewiseNetwork(network))
      var options = ExactPath.Options()
      options.certificateStride = 1
      let start = Matrix<Double>(rows: 1, columns: 1, storage: [-3])
      let end = Matrix<Double>(rows: 1, columns: 1, storage: [3])
      let path = try exact.paths(from: start, to: end, options: options)[0]
      for crossing in path.crossings {
        print(crossing.t * 12, crossing.fromClass, crossing.toClass)
      }
      print(path.pieces ?? 0, "pieces, certified:", path.certificate?.holds ?? false)

      // Samples at t = 0, 1/3, 2/3 and 1 see class 0 only.
      let auditor = try PathAuditor(network, samples: 4, precision: .double)
      let audit = auditor.audit(path, from: start.row(0), to: end.row(0))
      print(audit.found, "found,", audit.missed, "missed")
      // end exact-path.md
    }
    try Guide("exact-path.md").expect(printed)
  }

  @Test("the angle of crossing-angle.md") func crossingAngle_example_isTrue() throws {
    var printed: [String] = []
    func print(_ items: Any...) { printed.append(Guide.line(items)) }
    do {
      // begin crossing-angle.md
      // f0 − f1 = 3 x + 4 z − 1 in three pixels, of which the first two span the data.
      let network = try Network<Double>(
        layers: Network<Double>.perceptron(sizes: [3, 2]),
        parameters: [3, 0, 4, 0, 0, 0, -1, 0])
      let basis = Matrix<Double>(rows: 2, columns: 3, storage: [1, 0, 0, 0, 1, 0])
      let exact = try ExactPath(PiecewiseNetwork(network), basis: basis)
      let start = Matrix<Double>(rows: 1, columns: 3, storage: [0, 0, 0])
      let end = Matrix<Double>(rows: 1, columns: 3, storage: [1, 1, 0])
      let crossing = try exact.paths(from: start, to: end)[0].crossings[0]
      func rounded(_ value: Double?) -> String {
        value.map { "\(($0 * 1e4).rounded() / 1e4)" } ?? "undefined"
      }
      print(rounded(crossing.t), rounded(crossing.angleDegrees))
      print(rounded(crossing.alignment), rounded(crossing.inManifoldCosine))
      // end crossing-angle.md
    }
    try Guide("crossing-angle.md").expect(printed)
  }

  @Test("the audit of precision.md") func precision_example_isTrue() throws {
    var printed: [String] = []
    func print(_ items: Any...) { printed.append(Guide.line(items)) }
    do {
      // begin precision.md
      // f0 − f1 = x − 1/3 on the way from x = 0 to x = 1.
      let network = try Network<Double>(
        layers: Network<Double>.perceptron(sizes: [1, 2]), parameters: [1, 0, 0, 1.0 / 3])
      let start = Matrix<Double>(rows: 1, columns: 1, storage: [0])
      let end = Matrix<Double>(rows: 1, columns: 1, storage: [1])
      let path = try ExactPath(PiecewiseNetwork(network)).paths(from: start, to: end)[0]
      for precision in [PathAudit.Precision.double, .single] {
        let auditor = try PathAuditor(network, samples: 10, precision: precision)
        let audit = auditor.audit(path, from: start.row(0), to: end.row(0))
        let error = audit.largestTimeError ?? 1
        print(precision, audit.found, error < 1e-15, error < 1e-7)
      }
      // end precision.md
    }
    try Guide("precision.md").expect(printed)
  }
}

/// A guide page: its first Swift block after the imports, and the block of output that follows.
private struct Guide {
  let name: String
  let code: [String]
  let output: [String]

  init(_ name: String, file: String = #filePath) throws {
    let page = URL(fileURLWithPath: file).deletingLastPathComponent()
      .appendingPathComponent("../../Documentation/\(name)").standardizedFileURL
    let blocks = try String(contentsOf: page, encoding: .utf8).components(separatedBy: "\n```")
    let start = try #require(blocks.firstIndex { $0.hasPrefix("swift\nimport MAG\n\n") })
    code = blocks[start].split(separator: "\n", omittingEmptySubsequences: false).dropFirst(3)
      .map(String.init)
    let next = try #require(blocks[(start + 1)...].firstIndex { $0.hasPrefix("text\n") })
    output = blocks[next].split(separator: "\n").dropFirst().map(String.init)
    self.name = name
  }

  /// The page's code is that between this file's markers, and its output what was printed.
  func expect(_ printed: [String], file: String = #filePath) throws {
    let lines = try String(contentsOfFile: file, encoding: .utf8)
      .split(separator: "\n", omittingEmptySubsequences: false)
    let begin = try #require(lines.firstIndex { $0.hasSuffix("// begin \(name)") })
    let end = try #require(lines.firstIndex { $0.hasSuffix("// end \(name)") })
    let tested = lines[(begin + 1)..<end].map { $0.hasPrefix("      ") ? $0.dropFirst(6) : $0 }
    #expect(code == tested.map(String.init))
    #expect(output == printed)
  }

  static func line(_ items: [Any]) -> String { items.map { "\($0)" }.joined(separator: " ") }
}
