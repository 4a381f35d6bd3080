import Foundation
import MAGFiles
import MAGNumerics

/// A network in the NNet text format: dense layers with ReLU between them.
///
/// - Layout: comment lines that begin with //; a line with the number of layers, of inputs, of
///   outputs, and the largest width; a line with all widths; a line that is not used; the inputs'
///   minima, maxima, means and ranges, one line each, the last two with one more number for the
///   outputs or without; then for each layer the rows of its weight and, one a line, its biases.
/// - Normalisation: the network sees (x − mean) / range and its outputs are y·range + mean. Both are
///   folded into the first and the last layer in float64, then rounded to float32. The minima and
///   maxima, to which some programs clip the inputs, are checked and not applied.
/// - Source: the NNet repository of K. Julian and M. Kochenderfer (Stanford 2016).
struct NNetFile: TensorContainer {
  let tensors: [StoredTensor]
  let metadata: CheckpointMetadata = [:]
  let conventions: ContainerConventions

  private struct Layer {
    var rows: [[Double]]
    var biases: [Double]
  }

  /// - Throws: `CheckpointFailure.badLine`.
  init(parsing bytes: Data, path: String) throws(CheckpointFailure) {
    var text = NNetText(bytes, path: path)
    text.skipComments()
    let header = try text.counts("layers, inputs, outputs, largest width")
    guard header.count == 4 else {
      throw text.damaged("expected four numbers, found \(header.count)")
    }
    let sizes = try text.counts("the widths")
    guard sizes.count - 1 == header[0], sizes.first == header[1], sizes.last == header[2] else {
      throw text.damaged(
        "expected \(header[0]) + 1 widths from \(header[1]) to \(header[2]), found "
          + "\(sizes.count) from \(sizes.first ?? 0) to \(sizes.last ?? 0)")
    }
    _ = try text.numbers("the line that is not used")
    let inputs = header[1]
    let minima = try text.numbers(inputs, "the inputs' minima")
    let maxima = try text.numbers(inputs, "the inputs' maxima")
    guard zip(minima, maxima).allSatisfy({ $0 <= $1 }) else {
      throw text.damaged("a maximum is below its minimum")
    }
    let means = try text.numbers(inputs, "the means", orOneMore: true)
    let ranges = try text.numbers(inputs, "the ranges", orOneMore: true)
    guard ranges.count == means.count, ranges.allSatisfy({ $0 > 0 }) else {
      throw text.damaged("expected positive ranges, as many as means")
    }
    var layers: [Layer] = []
    for (width, outputs) in zip(sizes, sizes.dropFirst()) {
      var layer = Layer(rows: [], biases: [])
      for _ in 0..<outputs {
        layer.rows.append(try text.numbers(width, "a row of layer \(layers.count + 1)'s weight"))
      }
      for _ in 0..<outputs {
        layer.biases += try text.numbers(1, "a bias of layer \(layers.count + 1)")
      }
      layers.append(layer)
    }
    try text.expectEnd()
    var notes = Self.fold(inputs: inputs, means: means, ranges: ranges, into: &layers)
    if let least = minima.min(), let most = maxima.max(), least != 0 || most != 1 {
      notes.append(
        "The file's inputs lie from \(least) to \(most); pixels lie from 0 to 1, unless --scale "
          + "says otherwise.")
    }
    conventions = ContainerConventions(
      orientation: .outputsFirst, activation: .relu, notes: notes)
    tensors = layers.enumerated().flatMap { index, layer in
      [
        StoredTensor(
          name: "\(2 * index).weight", extents: [layer.biases.count, sizes[index]],
          values: layer.rows.flatMap { $0.map { Float($0) } }),
        StoredTensor(
          name: "\(2 * index).bias", extents: [layer.biases.count],
          values: layer.biases.map { Float($0) }),
      ]
    }
  }

  /// Folds the normalisation into the first and last layer, and says so.
  private static func fold(
    inputs: Int, means: [Double], ranges: [Double], into layers: inout [Layer]
  ) -> [String] {
    var notes: [String] = []
    let isIdentity =
      means.prefix(inputs).allSatisfy { $0 == 0 } && ranges.prefix(inputs).allSatisfy { $0 == 1 }
    if !isIdentity {
      for row in layers[0].rows.indices {
        var shift = 0.0
        for column in 0..<inputs {
          layers[0].rows[row][column] /= ranges[column]
          shift += layers[0].rows[row][column] * means[column]
        }
        layers[0].biases[row] -= shift
      }
      notes.append(
        "The file's normalisation of the inputs is part of the first layer; "
          + "their clipping to minima and maxima is left out.")
    }
    if means.count > inputs, means[inputs] != 0 || ranges[inputs] != 1 {
      let last = layers.count - 1
      for row in layers[last].rows.indices {
        for column in layers[last].rows[row].indices {
          layers[last].rows[row][column] *= ranges[inputs]
        }
        layers[last].biases[row] = layers[last].biases[row] * ranges[inputs] + means[inputs]
      }
      notes.append("The file's normalisation of the outputs is part of the last layer.")
    }
    return notes
  }

  /// Whether bytes begin as an NNet file: a comment, or a line of four numbers.
  static func isNNet(_ bytes: Data) -> Bool {
    if bytes.starts(with: "//".utf8) { return true }
    let line = bytes.prefix(200).prefix { $0 != 0x0A && $0 != 0x0D }
    let fields = line.split(separator: UInt8(ascii: ","))
    return fields.count == 4
      && fields.allSatisfy { field in
        field.allSatisfy { $0 == 0x20 || (UInt8(ascii: "0")...UInt8(ascii: "9")).contains($0) }
      }
  }
}
