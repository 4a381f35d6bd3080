import ArgumentParser
import Foundation
import MAG

/// What the data manifold is.
struct ManifoldOptions: ParsableArguments {
  @Option(
    help: ArgumentHelp(
      "One PCA of all, k components of every class stacked, or of each image's own class (leaks "
        + "the label).", valueName: "reading"))
  var manifoldReading = ManifoldReading.global

  @Option(
    help: ArgumentHelp(
      "What the mean has to do with it: no mean anywhere; subtracted and added back; or the "
        + "components of the centred PCA without the mean.", valueName: "centering"))
  var centering = Centering.uncentered

  @Option(
    parsing: .unconditional,
    help: ArgumentHelp("Principal components k, in all or of each class.", valueName: "k"))
  var components = Manifold.defaultComponentCount

  @Option(
    help: ArgumentHelp(
      "An orthonormal basis [k, d] of your own instead: tensor W of a safetensors file, or a .npy "
        + "array.", valueName: "file"))
  var basis: String?

  func validate() throws {
    try OptionValue.require(components, atLeast: 1, option: "--components")
    if basis != nil, manifoldReading != .global || centering != .uncentered {
      throw OptionFailure(
        option: "--basis", expected: "no --manifold-reading and no --centering beside it",
        found: "\(manifoldReading.rawValue), \(centering.rawValue)")
    }
  }

  /// The basis given, or the manifold fitted on the training images.
  func load(_ data: DataSet) throws -> Manifold {
    if manifoldReading.leaksLabel {
      Diagnostics.log.warning(
        "the own-class reading projects test images by their labels, which leaks them.")
    }
    if let basis { return try BasisFile.manifold(URL(fileURLWithPath: basis)) }
    return try Manifold.fit(
      data.train, reading: manifoldReading, centering: centering, components: components)
  }
}
