import Foundation
import MAG

/// Answers requests for measurements, one JSON line each, until its input ends; or, called with
/// `paths`, measures what exact paths cost (`PathsBenchmark`), with `drawing` what figures cost
/// (`DrawingBenchmark`).
///
/// The protocol is that of `peers/common.py`: `{"name": "step-baseline", "repeat": 5}` is answered
/// with the seconds of each repetition, a unit of work each. A measurement is set up when it is
/// first asked for.
@main
enum Main {
  static func main() throws {
    let arguments = Array(CommandLine.arguments.dropFirst())
    switch arguments.first {
    case "paths": try PathsBenchmark(Array(arguments.dropFirst())).run()
    case "drawing": try DrawingBenchmark(Array(arguments.dropFirst())).run()
    case "paths-memory":
      let counts = arguments.dropFirst().compactMap { Int($0) }
      try PathsMemory.report(lines: counts.first ?? 64, threads: counts.last ?? 1)
    default: try serve()
    }
  }

  private static func serve() throws {
    let environment = ProcessInfo.processInfo.environment
    let threads = environment["MAG_BENCH_THREADS"].flatMap { Int($0) } ?? 2
    Parallel.setThreadCount(max(1, threads))
    let makers = Measurement.makers(threads: max(1, threads))
    try reply(Greeting(ready: true, names: makers.keys.sorted()))
    var measurements: [String: Measurement] = [:]
    while let line = readLine() {
      let request = try JSONDecoder().decode(Request.self, from: Data(line.utf8))
      guard let maker = makers[request.name] else {
        try reply(Refusal(name: request.name, error: "no such measurement"))
        continue
      }
      let measurement = try measurements[request.name] ?? maker()
      measurements[request.name] = measurement
      let seconds = try measurement.seconds(max(1, request.repetitions ?? 1))
      try reply(
        Answer(
          name: request.name, seconds: seconds, unit: measurement.unit,
          details: measurement.details()))
    }
  }

  private static func reply(_ message: some Encodable) throws {
    FileHandle.standardOutput.write(try JSONEncoder().encode(message) + Data("\n".utf8))
  }
}

private struct Request: Decodable {
  let name: String
  let repetitions: Int?

  enum CodingKeys: String, CodingKey {
    case name
    case repetitions = "repeat"
  }
}

private struct Greeting: Encodable {
  let ready: Bool
  let names: [String]
}

private struct Answer: Encodable {
  let name: String
  let seconds: [Double]
  let unit: String
  let details: [String: Double]
}

private struct Refusal: Encodable {
  let name: String
  let error: String
}
