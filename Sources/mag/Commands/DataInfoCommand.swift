import ArgumentParser
import MAG

/// `mag data info`: what is there.
struct DataInfoCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "info",
    abstract: "Say which data are there: counts, digests, pixels, and the manifold's numbers.",
    discussion: """
      Example: mag data info --data sample --components 28
      """)

  @OptionGroup(title: "Data") var data: DataOptions
  @OptionGroup(title: "Manifold") var manifold: ManifoldOptions
  @OptionGroup(title: "Output") var json: JSONOptions
  @OptionGroup(title: "Run") var running: RunOptions

  func run() throws {
    running.apply()
    try json.prepare()
    let isCached = MNIST.isCached()
    var report = DataReport(isCached: isCached)
    if data.source != .full || isCached {
      let set = try data.load()
      report.facts = try DataReport.Facts(set, split: data.split, manifold: manifold.load(set))
    }
    try json.print(report.text(cache: MNIST.standardCache().path))
    try json.write(
      Joined(report.head, Joined(SharedHolder(self), report)))
  }

  /// The options in force under their key.
  private struct SharedHolder: Encodable {
    var configuration: SharedConfiguration

    init(_ command: DataInfoCommand) {
      configuration = SharedConfiguration(
        command.data, command.manifold, [], seed: command.running.seed)
    }
  }
}
