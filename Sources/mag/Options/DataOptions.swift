import ArgumentParser
import MAG

/// Which images.
struct DataOptions: ParsableArguments {
  @Option(
    help: ArgumentHelp(
      "full MNIST from the cache, the embedded sample of it, or a folder with four IDX files or an "
        + ".npz archive, or the archive.",
      valueName: "full|sample|DIR"))
  var data = "full"

  @Option(help: "The images that are measured.")
  var split = Split.test

  @Option(
    parsing: .unconditional,
    help: ArgumentHelp(
      "Training images set aside from the end, left out of the manifold's fit too.",
      valueName: "images"))
  var validation = 0

  func validate() throws {
    try OptionValue.require(validation, atLeast: 0, option: "--validation")
    if data.isEmpty {
      throw OptionFailure(
        option: "--data", expected: "full, sample, a folder or an .npz archive", found: "nothing")
    }
    if split == .validation, validation == 0 {
      throw OptionFailure(
        option: "--split", expected: "--validation with a number of images beside it", found: "none"
      )
    }
  }

  var source: DataSource { DataSource(argument: data) }

  /// Loads the data; a sample is announced.
  func load() throws -> DataSet {
    let set = try MNIST.load(source, validation: validation)
    if let notice { Diagnostics.log.notice("\(notice)") }
    return set
  }

  /// What must stand beside every result of the sample.
  var notice: String? {
    source == .sample ? DataSource.sampleNotice : nil
  }
}
