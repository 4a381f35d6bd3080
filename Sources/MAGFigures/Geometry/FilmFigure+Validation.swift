extension FilmFigure {
  /// Checks everything that is drawn.
  ///
  /// - Throws: `.nothingToDraw`, `.notFinite` or `.mismatched` naming the first value that is
  ///   wrong.
  public func validate() throws(FigureFailure) {
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
        let what = "an image of model \"\(model.name)\""
        try requireImage(frame.pixels, width: width, height: height, what)
        try requireFinite([frame.position], "the position of " + what)
        try require([frame.probability], in: .share, "the probability of " + what)
      }
      try requireFinite(
        model.margins.flatMap { [$0.position, $0.label] + [$0.target].compactMap { $0 } },
        "every margin of model \"\(model.name)\"")
      try requireFinite(
        model.shares.flatMap { [$0.position] + [$0.whole, $0.step].compactMap { $0 } },
        "every share of model \"\(model.name)\"")
      try requireFinite(
        model.changes.map(\.position), "every class change of model \"\(model.name)\"")
      for change in model.changes {
        let what = "class change of model \"\(model.name)\""
        try require(
          [change.anglesDegrees.count], in: 1...2, "the number of angles of every " + what)
        try require(
          change.anglesDegrees.compactMap { $0 }, in: .rightAngle, "every angle of a " + what)
      }
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
