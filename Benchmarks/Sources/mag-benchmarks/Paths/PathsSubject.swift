import Foundation
import MAG

/// A network with the lines on which its paths are walked.
struct PathsSubject {
  /// What the sizes were varied for.
  enum Family: String, Encodable {
    case depth
    case width
    case checkpoint
  }

  let name: String
  let family: Family
  let sizes: [Int]
  let network: Network<Float>
  let basis: Matrix<Double>
  let starts: Matrix<Double>
  let ends: Matrix<Double>

  /// A He-initialised network on lines between random images.
  init(_ family: Family, sizes: [Int], lines: Int) throws {
    var generator = SeededGenerator(seed: 0, stream: 21)
    let pool = Workload.images(lines + 1, stream: 6)
    self.family = family
    self.sizes = sizes
    name = sizes.map(String.init).joined(separator: "-")
    network = try Network<Float>(
      layers: Network<Float>.perceptron(sizes: sizes), initialization: .he, using: &generator)
    basis = pool.basis
    starts = pool.exact.rows(0..<lines)
    ends = pool.exact.rows(1..<lines + 1)
  }

  /// A checkpoint on lines between test images of the embedded sample, as its metadata says it sees
  /// them.
  init(checkpoint path: String, lines: Int) throws {
    let checkpoint = try Checkpoint.load(URL(fileURLWithPath: path))
    let data = try MNIST.load(.sample)
    let manifold = try Manifold.fit(data.train)
    let images = try MeasurementSet(
      data.test, manifold: manifold,
      inputs: checkpoint.metadata[.inputs].flatMap(Inputs.init) ?? .raw)
    try images.check(checkpoint.network)
    let segments = try Segments(
      Pair.random(lines, labels: data.test.labels, seed: 0), of: images)
    family = .checkpoint
    name = URL(fileURLWithPath: path).deletingPathExtension().lastPathComponent
    network = checkpoint.network
    let chain = network.fullyConnected ?? []
    sizes = [network.inputDimension] + chain.map(\.weight.rows)
    basis = manifold.basis
    (starts, ends) = (segments.starts, segments.targets)
  }
}

/// The peak memory of walking many lines, each number of them in a process of its own.
struct PathsMemory: Codable {
  let lines: Int
  /// The largest resident size of the process in MiB, and what of it was there before the walk.
  let peakMebibytes: Double
  let baseMebibytes: Double

  static let sizes = [784, 1568, 1568, 10]

  /// Asks a process of this program.
  static func measured(lines: Int, threads: Int) throws -> PathsMemory {
    let process = Process()
    process.executableURL = URL(fileURLWithPath: "/proc/self/exe").resolvingSymlinksInPath()
    process.arguments = ["paths-memory", "\(lines)", "\(threads)"]
    let pipe = Pipe()
    process.standardOutput = pipe
    try process.run()
    let answer = pipe.fileHandleForReading.readDataToEndOfFile()
    process.waitUntilExit()
    return try JSONDecoder().decode(PathsMemory.self, from: answer)
  }

  /// Walks in this process and prints its peak.
  static func report(lines: Int, threads: Int) throws {
    Parallel.setThreadCount(threads)
    let subject = try PathsSubject(.width, sizes: sizes, lines: lines)
    let path = try ExactPath(PiecewiseNetwork(subject.network), basis: subject.basis)
    let base = peak
    _ = try path.paths(from: subject.starts, to: subject.ends)
    let result = PathsMemory(lines: lines, peakMebibytes: peak, baseMebibytes: base)
    FileHandle.standardOutput.write(try JSONEncoder().encode(result))
  }

  private static var peak: Double {
    var usage = rusage()
    getrusage(__rusage_who_t(RUSAGE_SELF.rawValue), &usage)
    return Double(usage.ru_maxrss) / 1024
  }
}
