extension ChartCheck {
  func heatMap(_ map: ChartPanel.HeatMap) throws(FigureFailure) {
    guard !map.rows.isEmpty, !map.columns.isEmpty,
      map.values.contains(where: { $0.contains { $0 != nil } })
    else { throw .nothingToDraw(figure: figure, what: "the heat map in \(place) has no values") }
    try sameCount(map.values.count, map.rows.count, "rows of values")
    for (name, row) in zip(map.rows, map.values) {
      try sameCount(row.count, map.columns.count, "values of row \"\(name)\"")
      try finite(row, "row \"\(name)\"")
    }
    if let decimals = map.decimals, !(0...10 ~= decimals) {
      throw wrong("the decimals", expected: "0 to 10", found: "\(decimals)")
    }
    try colorLimits(map.limits, map.colors)
  }

  func images(_ panel: ChartPanel.Images) throws(FigureFailure) {
    guard !panel.images.isEmpty else {
      throw .nothingToDraw(figure: figure, what: "\(place) has no images")
    }
    let sides = 1...ChartPanel.Images.largestSide
    guard sides.contains(panel.width), sides.contains(panel.height) else {
      throw wrong(
        "the size of images", expected: "1 to \(sides.upperBound) pixels each way",
        found: "\(panel.width) × \(panel.height)")
    }
    for (index, image) in panel.images.enumerated() {
      try sameCount(
        image.pixels.count, panel.width * panel.height,
        "pixels (\(panel.width) × \(panel.height)) of image \(index + 1)")
      try finite(image.pixels, "image \(index + 1)")
    }
    guard panel.images.contains(where: { $0.pixels.contains { $0 != nil } }) else {
      throw .nothingToDraw(figure: figure, what: "the images in \(place) have no defined pixel")
    }
    if let columns = panel.columns, columns < 1 {
      throw wrong("the columns of images", expected: "1 or more", found: "\(columns)")
    }
    try colorLimits(panel.limits, panel.colors)
  }

  private func colorLimits(
    _ ends: [Double], _ colors: ChartPanel.Colors
  ) throws(FigureFailure) {
    try limits(ends, "the limits of the colours", open: false)
    guard colors == .diverging, ends.count == 2, ends[0] != -ends[1] else { return }
    throw wrong(
      "the limits of diverging colours", expected: "of one size around 0",
      found: "\(ends[0]) and \(ends[1])")
  }
}

extension ChartPanel.Images {
  /// In pixels.
  static let largestSide = 4096
}
