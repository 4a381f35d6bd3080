import Foundation
import MAG

/// PyTorch in a process of its own (`peers/paths_peer.py`), asked line by line.
final class PathsPeer {
  struct Answer: Decodable {
    /// A line.
    let seconds: Double
    /// Class changes found on all lines.
    let crossings: Int
  }

  private struct Greeting: Decodable {
    let torch: String
  }

  private(set) var version = ""
  private let process = Process()
  private let input = Pipe()
  private let output = Pipe()
  private var buffer = Data()

  init(python: String, threads: Int) throws {
    let script = URL(fileURLWithPath: #filePath).deletingLastPathComponent()
      .appendingPathComponent("../../../peers/paths_peer.py").standardizedFileURL
    process.executableURL = URL(fileURLWithPath: python)
    process.arguments = [script.path]
    var environment = ProcessInfo.processInfo.environment
    environment["MAG_BENCH_THREADS"] = "\(threads)"
    environment["OMP_NUM_THREADS"] = "\(threads)"
    process.environment = environment
    (process.standardInput, process.standardOutput) = (input, output)
    try process.run()
    let greeting = try JSONDecoder().decode(Greeting.self, from: readLine())
    version = greeting.torch
  }

  /// Hands over a network and lines through a folder.
  func prepare(_ subject: PathsSubject, lines: Int, at folder: URL) throws {
    try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
    try Checkpoint.write(
      subject.network, metadata: [:], to: folder.appendingPathComponent("net.safetensors"))
    for (name, points) in [("starts", subject.starts), ("ends", subject.ends)] {
      let bytes = points.rows(0..<lines).storage.withUnsafeBytes { Data($0) }
      try bytes.write(to: folder.appendingPathComponent(name))
    }
    // Set up and run once untimed.
    _ = try measure(folder, samples: 2)
  }

  func measure(_ folder: URL, samples: Int) throws -> Answer {
    let request = "{\"folder\": \"\(folder.path)\", \"samples\": \(samples)}\n"
    input.fileHandleForWriting.write(Data(request.utf8))
    return try JSONDecoder().decode(Answer.self, from: readLine())
  }

  func close() {
    try? input.fileHandleForWriting.close()
    process.waitUntilExit()
  }

  private func readLine() throws -> Data {
    while true {
      if let end = buffer.firstIndex(of: UInt8(ascii: "\n")) {
        let line = Data(buffer[..<end])
        buffer = Data(buffer[(end + 1)...])
        return line
      }
      let more = output.fileHandleForReading.availableData
      guard !more.isEmpty else {
        throw PathsBenchmark.Problem(text: "the PyTorch peer ended; its last words are above")
      }
      buffer += more
    }
  }
}
