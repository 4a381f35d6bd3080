import ArgumentParser
import Foundation
import MAG
import Testing

@testable import mag

/// The command as people run it: the built program in a folder of its own, with an empty cache.
struct Workplace {
  let folder: URL

  /// What a run of the program ended with.
  struct Outcome {
    let code: Int32
    let output: String
    let errors: String
    /// The last line of standard error.
    var lastLine: String {
      errors.split(separator: "\n").last.map(String.init) ?? ""
    }
  }

  /// The program beside the tests in the build folder.
  static let program = URL(fileURLWithPath: CommandLine.arguments[0])
    .deletingLastPathComponent().appendingPathComponent("mag")

  /// Runs a test in a new folder, removed afterwards.
  static func use<Result>(_ body: (Workplace) throws -> Result) throws -> Result {
    let folder = FileManager.default.temporaryDirectory
      .appendingPathComponent("mag-command-\(UUID().uuidString)")
    try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
    defer { try? FileManager.default.removeItem(at: folder) }
    return try body(Workplace(folder: folder))
  }

  /// The names in the folder, hidden ones included, sorted.
  func names() throws -> [String] {
    try FileManager.default.contentsOfDirectory(atPath: folder.path).sorted()
  }

  /// A started process with its two streams going to files outside the folder.
  func start(_ arguments: [String], program: URL = Workplace.program) throws -> Started {
    let process = Process()
    process.executableURL = program
    process.arguments = arguments
    process.currentDirectoryURL = folder
    var environment = ProcessInfo.processInfo.environment
    environment["XDG_CACHE_HOME"] = folder.path + "-cache"
    process.environment = environment
    let streams = try ["out", "err"].map { name in
      let url = URL(fileURLWithPath: "\(folder.path)-\(name)-\(UUID().uuidString)")
      try Data().write(to: url)
      return (url, try FileHandle(forWritingTo: url))
    }
    process.standardInput = FileHandle.nullDevice
    process.standardOutput = streams[0].1
    process.standardError = streams[1].1
    try process.run()
    return Started(process: process, files: streams.map(\.0))
  }

  struct Started {
    let process: Process
    let files: [URL]

    func text(_ stream: Int) throws -> String {
      String(decoding: try Data(contentsOf: files[stream]), as: UTF8.self)
    }

    /// Waits for the end and removes the streams' files.
    func finish() throws -> Outcome {
      process.waitUntilExit()
      defer { for file in files { try? FileManager.default.removeItem(at: file) } }
      return Outcome(
        code: process.terminationStatus, output: try text(0), errors: try text(1))
    }
  }

  func run(_ arguments: [String]) throws -> Outcome { try start(arguments).finish() }

  /// Writes a small network of MNIST's size; its name says what is wrong with it.
  func checkpoint(
    _ name: String = "model.safetensors", sizes: [Int] = [784, 12, 10],
    activation: ActivationKind = .relu, inputs: String? = "projected", spoil: Bool = false
  ) throws {
    var generator = SeededGenerator(seed: 5)
    var network = try Network<Float>(
      layers: Network<Float>.perceptron(sizes: sizes, activation: activation),
      initialization: .he, using: &generator)
    if spoil { network.parameters[7] = .nan }
    var metadata = CheckpointMetadata()
    metadata[.inputs] = inputs
    try Checkpoint.write(network, metadata: metadata, to: folder.appendingPathComponent(name))
  }

  /// Writes a square gray picture.
  func picture(_ name: String, side: Int, value: UInt8) throws {
    let raster = PNGFile.Raster(
      width: side, height: side, channels: 1,
      pixels: (0..<side * side).map { $0 % 3 == 0 ? value : 20 })
    try PNGFile.encode(raster, dotsPerInch: 72).write(to: folder.appendingPathComponent(name))
  }

  func write(_ text: String, to name: String) throws {
    try Data(text.utf8).write(to: folder.appendingPathComponent(name))
  }
}

/// How a command line ends that is only parsed and validated, in this process.
func ending(_ arguments: [String]) -> Ending? {
  do {
    _ = try Mag.parseAsRoot(arguments)
    return nil
  } catch {
    return Ending(ofParsing: error)
  }
}
