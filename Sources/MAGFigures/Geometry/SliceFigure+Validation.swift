extension SliceFigure {
  public func validate() throws(FigureFailure) {
    guard !panels.isEmpty else { throw .nothingToDraw(figure: name, what: "it has no panels") }
    for panel in panels { try validate(panel) }
    for shot in shots {
      try requireImage(
        shot.pixels, width: shot.width, height: shot.height, "image \(shot.index)")
    }
  }

  private func validate(_ panel: Panel) throws(FigureFailure) {
    if let flaw = panel.raster.flaw {
      throw .mismatched(
        figure: name, what: "the raster of \"\(panel.model)\"", expected: "runs from edge to edge",
        found: flaw)
    }
    for arc in panel.arcs where arc.x.count != arc.y.count {
      throw .mismatched(
        figure: name, what: "a boundary of \"\(panel.model)\"", expected: "\(arc.x.count) y",
        found: "\(arc.y.count)")
    }
    try requireFinite(panel.arcs.flatMap { $0.x + $0.y }, "every vertex of \"\(panel.model)\"")
    try requireFinite(
      panel.places.flatMap { [$0.x, $0.y] } + [panel.gradientDegrees].compactMap { $0 },
      "every number of \"\(panel.model)\"")
    try require([panel.spacing], in: 1e-9...1e9, "the spacing of lines of \"\(panel.model)\"")
    try require(panel.regions.map(\.share), in: .share, "every share of \"\(panel.model)\"")
    try require(
      panel.regions.map(\.label) + panel.arcs.flatMap { [$0.leftClass, $0.rightClass] },
      in: .classes, "every class of \"\(panel.model)\"")
  }
}
