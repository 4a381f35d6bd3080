import ArgumentParser
import Foundation
import MAG

/// `mag convert IN OUT`: a network in another format.
struct ConvertCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "convert",
    abstract: "Write a network in another format and compare its logits.",
    discussion: """
      The extension of the second file, .safetensors or .onnx, says the format. Before that file is \
      written, its bytes are read back and the logits of 16 images with random pixels in [0, 1) \
      are compared: they must be equal but for rounding, since what is folded when ONNX is read \
      rounds once more.

      Example: mag convert model.onnx model.safetensors
      """)

  @Argument(help: ArgumentHelp("A checkpoint (\(CheckpointFormat.words)).", valueName: "in"))
  var input: String

  @Argument(help: ArgumentHelp("The file to write (.safetensors, .onnx).", valueName: "out"))
  var output: String

  @OptionGroup(title: "Network") var network: NetworkOptions
  @OptionGroup(title: "Output") var json: JSONOptions
  @OptionGroup(title: "Run") var running: RunOptions

  private struct Configuration: Encodable {
    var out: String
    var format: WritableFormat
    var seed: UInt64
  }

  private struct Entry: Encodable {
    var path: String
    var sha256: String
    var assumptions: [String]
    var outSha256: String
    var imageCount: Int
    var largestDifference: Float
    var largestLogit: Float
  }

  private func format() throws(OptionFailure) -> WritableFormat {
    guard let format = WritableFormat(of: URL(fileURLWithPath: output)) else {
      throw OptionFailure(
        option: "OUT",
        expected: "a file ending in "
          + WritableFormat.allCases.map { ".\($0.rawValue)" }.joined(separator: " or "),
        found: "'\(output)'")
    }
    return format
  }

  func validate() throws { _ = try format() }

  func run() throws {
    running.apply()
    let format = try format()
    let target = URL(fileURLWithPath: output)
    try json.prepare(keeping: [input, output])
    try OutputCheck.file(target)
    let hints = try network.hints()
    let checkpoint = try Checkpoint.load(URL(fileURLWithPath: input), hints: hints)
    for assumption in checkpoint.assumptions {
      Diagnostics.log.notice("\(checkpoint.path): \(assumption)")
    }
    var generator = SeededGenerator(seed: running.seed)
    let conversion = try CheckpointConversion(
      checkpoint, to: format, path: output, using: &generator)
    guard conversion.isFaithful else {
      throw UnequalConversion(path: output, difference: conversion.largestDifference)
    }
    try AtomicFile.write(conversion.bytes, to: target)
    try json.print(
      """
      wrote         \(output)
      sha-256       \(conversion.sha256)
      compared      logits of \(CheckpointConversion.imageCount) random images, \
      \(conversion.largestDifference == 0 ? "all equal" : "within \(conversion.largestDifference)") \
      (up to \(conversion.largestLogit) in size)

      """)
    try json.write(
      ResultDocument(
        schema: "mag.conversion/1",
        configuration: Joined(
          Configuration(out: output, format: format, seed: running.seed), HintRecord(hints)),
        data: nil, manifold: nil,
        checkpoints: [
          Entry(
            path: checkpoint.path, sha256: checkpoint.sha256, assumptions: checkpoint.assumptions,
            outSha256: conversion.sha256, imageCount: CheckpointConversion.imageCount,
            largestDifference: conversion.largestDifference,
            largestLogit: conversion.largestLogit)
        ]))
  }
}

/// A conversion that changed the logits, so that nothing was written.
struct UnequalConversion: Failure {
  var path: String
  var difference: Float

  var kind: FailureKind { .software }
  var description: String {
    "\(path): expected the logits that the input gives, found a difference of \(difference); "
      + "nothing was written, please report it."
  }
}
