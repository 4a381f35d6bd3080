extension FilmFigure {
  /// Checks everything that is drawn.
  ///
  /// - Throws: `.nothingToDraw`, `.notFinite` or `.mismatched` naming the first value that is
  ///   wrong.
  func validate() throws(FigureFailure) {
    guard !models.isEmpty else {
      throw .nothingToDraw(figure: name, what: "it needs at least one model")
    }
    try requireFinite([epsilon], "epsilon")
    for model in models {
      guard !model.frames.isEmpty, model.margins.count > 1 else {
        throw .nothingToDraw(
          figure: name, what: "model \"\(model.name)\" needs an image and two margins")
      }
      for frame in model.frames {
        let counts = Picture.valueCounts(width: width, height: height)
        guard width > 0, height > 0, counts.contains(frame.pixels.count) else {
          throw .mismatched(
            figure: name, what: "an image of model \"\(model.name)\"",
            expected: "\(height) × \(width) pixels", found: "\(frame.pixels.count)")
        }
        try requireFinite(
          frame.pixels + [frame.position, frame.probability],
          "every number of an image of model \"\(model.name)\"")
      }
      try requireFinite(
        model.margins.flatMap { [$0.position, $0.label] + [$0.target].compactMap { $0 } },
        "every margin of model \"\(model.name)\"")
      try requireFinite(
        model.shares.flatMap { [$0.position] + [$0.whole, $0.step].compactMap { $0 } },
        "every share of model \"\(model.name)\"")
      try requireFinite(
        model.changes.flatMap { [$0.position] + $0.anglesDegrees.compactMap { $0 } },
        "every class change of model \"\(model.name)\"")
      try validateOrder(model)
    }
  }

  private func validateOrder(_ model: Model) throws(FigureFailure) {
    let places = model.margins.map(\.position)
    let ranges = zip(places, places.dropFirst())
    guard ranges.allSatisfy({ $0 < $1 }) else {
      throw .mismatched(
        figure: name, what: "the margins of model \"\(model.name)\"",
        expected: "ascending positions", found: "others")
    }
    var (current, last) = (model.startClass, places[0])
    for change in model.changes {
      guard change.fromClass == current, change.position >= last,
        change.position <= places[places.count - 1]
      else {
        throw .mismatched(
          figure: name,
          what: "the class change of model \"\(model.name)\" at step \(change.position)",
          expected: "one from class \(current), in order and within the path",
          found: "\(change.fromClass) to \(change.toClass)")
      }
      (current, last) = (change.toClass, change.position)
    }
  }
}
