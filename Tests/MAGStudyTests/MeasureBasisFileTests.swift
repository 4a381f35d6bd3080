import Foundation
import MAGData
import MAGFiles
import MAGNetwork
import MAGNumerics
import Testing

@testable import MAGStudy

@Suite("Basis files") struct MeasureBasisFileTests {
  /// The bytes of a .npy file.
  private func npy(
    _ values: [Double], shape: String, type: String = "<f8", fortran: Bool = false,
    version: UInt8 = 1
  ) -> Data {
    let order = fortran ? "True" : "False"
    let header = "{'descr': '\(type)', 'fortran_order': \(order), 'shape': \(shape), }\n"
    var data = Data(NumPyArray.magic + [version, 0, UInt8(header.utf8.count), 0])
    if version > 1 { data.append(contentsOf: [0, 0]) }
    data.append(Data(header.utf8))
    for value in values {
      if type == "<f4" {
        withUnsafeBytes(of: Float(value).bitPattern.littleEndian) { data.append(contentsOf: $0) }
      } else {
        withUnsafeBytes(of: value.bitPattern.littleEndian) { data.append(contentsOf: $0) }
      }
    }
    return data
  }

  private func manifold(_ data: Data, name: String = "basis") throws -> Manifold {
    try withScratch { folder in
      let file = folder.appendingPathComponent(name)
      try data.write(to: file)
      return try BasisFile.manifold(file)
    }
  }

  private let identity = [1.0, 0, 0, 0, 0, 1]

  @Test("a .npy array of either precision and any version is the basis", arguments: [1, 2, 3])
  func manifold_npy_isRead(_ version: Int) throws {
    for type in ["<f8", "<f4"] {
      let found = try manifold(
        npy(identity, shape: "(2, 3)", type: type, version: UInt8(version)))
      #expect(found.basis == Matrix(rows: 2, columns: 3, storage: identity))
      #expect(found.origin == .given && found.componentCount == 2)
    }
    let fortran = try manifold(npy([0, 1, 1, 0, 0, 0], shape: "(2, 3)", fortran: true))
    #expect(fortran.basis == Matrix(rows: 2, columns: 3, storage: [0, 1, 0, 1, 0, 0]))
  }

  @Test("the tensor W of a safetensors file, or its only tensor, is the basis")
  func manifold_safetensors_isRead() throws {
    let other = StoredTensor(name: "eigenvalues", extents: [2], values: [2.0, 1.0])
    for (name, extra) in [("W", [other]), ("components", [])] {
      let tensor = StoredTensor(name: name, extents: [2, 3], values: identity)
      let found = try manifold(SafetensorsFile(tensors: extra + [tensor]).encoded())
      #expect(found.basis == Matrix(rows: 2, columns: 3, storage: identity))
    }
  }

  @Test("a safetensors file without W, or with a W of another kind, is refused")
  func manifold_safetensorsWithoutW_isRefused() {
    let vector = StoredTensor(name: "W", extents: [3], values: [1.0, 0, 0])
    let a = StoredTensor(name: "A", extents: [1, 1], values: [1.0])
    let b = StoredTensor(name: "B", extents: [1, 1], values: [1.0])
    for tensors in [[vector], [a, b]] {
      #expect(throws: MeasureFailure.self) {
        try manifold(SafetensorsFile(tensors: tensors).encoded())
      }
    }
  }

  @Test("a .npy file that is damaged or of another layout is refused")
  func manifold_badNpy_isRefused() {
    let whole = npy(identity, shape: "(2, 3)")
    let damaged = [
      whole.prefix(9), whole.prefix(40), whole.dropLast(), whole + Data([0]),
      npy(identity, shape: "(2, 3)", version: 9),
      npy(identity, shape: "(9223372036854775807, 3)"), npy(identity, shape: "(-2, -3)"),
    ]
    for data in damaged {
      #expect(throws: NumPyFailure.self) { try manifold(Data(data)) }
    }
    for data in [
      npy(identity, shape: "(6,)"), npy(identity, shape: "(2, 3)", type: "<i8"),
    ] {
      #expect(throws: MeasureFailure.self) { try manifold(data) }
    }
  }

  @Test("rows that are not orthonormal are refused, and a file that is not there")
  func manifold_notOrthonormal_isRefused() {
    #expect(throws: ManifoldFailure.self) {
      try manifold(npy([1, 0, 0, 1, 0, 0], shape: "(2, 3)"))
    }
    #expect(throws: FileFailure.self) {
      try BasisFile.manifold(URL(fileURLWithPath: "/nowhere/basis.npy"))
    }
    #expect(throws: CheckpointFailure.self) { try manifold(Data("junk".utf8)) }
  }

  @Test("every failure's sentence names what was found, and ends in a full stop")
  func failures_sentences_areWhole() {
    let failures: [MeasureFailure] = [
      .inputDimension(expected: 2, found: 3), .tooFewClasses(classes: 2, label: 3),
      .index(found: 3, count: 2), .notPair(text: "3", line: nil), .noPairs,
      .tooFewPairs(asked: 3, available: 1), .labelNeeded(path: "3"),
      .pictureSize(path: "a", expected: "2", found: "3"),
      .preprocessing(option: "std", expected: "a positive number", found: -3),
      .preprocessingChannels(expected: 2, found: 3),
      .badBasis(path: "a", expected: "2", found: "3"),
    ]
    for failure in failures {
      #expect(failure.description.hasSuffix("."))
      #expect(!failure.description.contains("\n"))
      if failure != .noPairs {
        #expect(failure.description.contains("3"))
      }
    }
  }
}
