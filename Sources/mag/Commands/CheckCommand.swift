import ArgumentParser
import Foundation
import MAG

/// `mag check FILE --logits REF`: whether a network was understood.
struct CheckCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "check",
    abstract: "Compare a network's logits with those of the program that made it.",
    discussion: """
      The reference holds images as the network takes them, their logits, and perhaps labels and \
      input_gradients, the gradients of each image's own label's logit: as lists of rows in a JSON \
      file, or as arrays of these names in a file of tensors. Scaling by the options or metadata \
      of other commands is not applied.

      Differences are relative to the image's largest |reference value|. Exit codes: 0 all are \
      within the tolerance, 1 one is not, 2 the reference could not have shown a difference (fewer \
      than two images, or the same logits for all).

      Example: mag check model.onnx --logits reference.json
      """)

  @Argument(help: ArgumentHelp("A checkpoint (\(CheckpointFormat.words)).", valueName: "file"))
  var file: String

  @Option(help: ArgumentHelp("The reference values.", valueName: "ref"))
  var logits: String

  @Option(
    parsing: .unconditional, help: ArgumentHelp("The largest difference allowed.", valueName: "d"))
  var tolerance = ReferenceComparison.standardTolerance

  @OptionGroup(title: "Network") var network: NetworkOptions
  @OptionGroup(title: "Output") var json: JSONOptions
  @OptionGroup(title: "Run") var running: RunOptions

  private struct Configuration: Encodable {
    var logits: String
    var tolerance: Double
  }

  private struct Entry: Encodable {
    var path: String
    var sha256: String
    var assumptions: [String]
  }

  func validate() throws {
    guard tolerance.isFinite, tolerance >= 0 else {
      throw OptionFailure(
        option: "--tolerance", expected: "a number from 0", found: "\(tolerance)")
    }
  }

  func run() throws {
    running.apply()
    try json.prepare(keeping: [file, logits])
    let hints = try network.hints()
    let checkpoint = try Checkpoint.load(URL(fileURLWithPath: file), hints: hints)
    for assumption in checkpoint.assumptions {
      Diagnostics.log.notice("\(checkpoint.path): \(assumption)")
    }
    let reference = try ReferenceValues(contentsOf: URL(fileURLWithPath: logits))
    let comparison = try ReferenceComparison(
      checkpoint.network, with: reference, path: logits, order: checkpoint.inputOrder,
      tolerance: tolerance)
    try json.print(text(comparison, checkpoint.assumptions))
    try json.write(
      ResultDocument(
        schema: "mag.check/1",
        configuration: Joined(
          Configuration(logits: logits, tolerance: tolerance), HintRecord(hints)),
        data: nil, manifold: nil,
        checkpoints: [
          Joined(
            Entry(
              path: checkpoint.path, sha256: checkpoint.sha256,
              assumptions: checkpoint.assumptions), comparison)
        ]))
    switch comparison.verdict {
    case .agrees: break
    case .differs: throw ExitCode(1)
    case .cannotTell: throw ExitCode(2)
    }
  }

  /// - Parameter assumptions: shown where values differ, for one of them may be wrong.
  private func text(_ comparison: ReferenceComparison, _ assumptions: [String]) -> String {
    var table = TextTable(
      ["values", "largest relative difference", "absolute", "image", "element"])
    func append(_ name: String, _ difference: ReferenceComparison.Difference) {
      table.append([
        name, String(format: "%.2e", difference.relative),
        String(format: "%.2e", difference.absolute), "\(difference.image)",
        "\(difference.element)",
      ])
    }
    append("logits", comparison.logits)
    if let gradients = comparison.inputGradients { append("input gradients", gradients) }
    let verdict =
      switch comparison.verdict {
      case .agrees: "agrees"
      case .differs: "differs"
      case .cannotTell:
        "cannot tell: the reference has fewer than two images, or the same logits for all"
      }
    let reasons =
      comparison.verdict == .differs
      ? (comparison.hint.map { ["hint          \($0)\n"] } ?? [])
        + assumptions.map { "assumed       \($0)\n" } : []
    return table.text + """

      predictions   \(comparison.samePredictions) of \(comparison.count) the same
      tolerance     \(comparison.tolerance)
      verdict       \(verdict)

      """ + reasons.joined()
  }
}
