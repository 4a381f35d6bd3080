import MAG

extension OutputOptions {
  /// What the name of the decomposition beside another figure ends in.
  static let decomposition = "-decomposition"

  /// Writes the decomposition beside a command's figure, or says why there is none.
  func write(
    decomposition figure: DecompositionFigure, standard: String, from origin: Origin
  ) throws {
    if figure.hasParts {
      try write(figure, standard: standard, suffix: Self.decomposition, from: origin)
    } else if basename(standard: standard) != nil {
      Diagnostics.log.warning("no crossing has parts, so no decomposition is drawn.")
    }
  }
}
