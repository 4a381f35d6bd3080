import Foundation
import MAGFigures
import MAGFiles

extension FigureVerifier {
  /// The checks of a picture: its manifest, the data beside it, and what these draw.
  func picture(
    _ bytes: Data, _ format: PictureFormat, _ path: String, _ subject: inout Subject
  ) -> [FigureCheck] {
    let name = subject.dataName
    let manifest: FigureManifest
    do throws(FigureFailure) {
      guard let found = try FigureManifest.find(in: bytes, name: path) else {
        return [
          FigureCheck(
            .manifest, name, .cannotTell, expected: FigureManifest.schemaName,
            found: "none; another program wrote the file, or took it out")
        ]
      }
      manifest = found
    } catch {
      return [
        FigureCheck(
          .manifest, name, .different, expected: FigureManifest.schemaName, found: "\(error)")
      ]
    }
    subject.provenance = manifest.provenance
    guard RecordedPath.isRelative(manifest.dataFile.path) else {
      return [
        FigureCheck(
          .manifest, name, .different, expected: "data at a relative path",
          found: manifest.dataFile.path)
      ]
    }
    let dataURL = subject.folder.appendingPathComponent(manifest.dataFile.path)
    subject.folder = dataURL.deletingLastPathComponent()
    subject.dataName = dataURL.lastPathComponent
    let dataCheck = read(manifest, dataURL, &subject)
    guard let data = subject.data else { return [dataCheck] }
    return [agreement(manifest, data, name: name), dataCheck]
      + redrawn(manifest, data, bytes, format, name: name)
  }

  /// Whether the data file is there as recorded.
  private func read(
    _ manifest: FigureManifest, _ url: URL, _ subject: inout Subject
  ) -> FigureCheck {
    func result(_ verdict: Verdict, _ found: String) -> FigureCheck {
      FigureCheck(
        .data, manifest.dataFile.path, verdict, expected: manifest.dataFile.sha256, found: found)
    }
    do {
      let bytes = try EvidenceFiles.read(url)
      let digest = FileDigest.sha256(bytes)
      subject.dataBytes = bytes
      let data = try FigureData(reading: bytes, from: manifest.dataFile.path)
      (subject.data, subject.provenance) = (data, data.provenance)
      return result(digest == manifest.dataFile.sha256 ? .same : .different, digest)
    } catch let failure as FileFailure where failure.kind == .noInput {
      return result(.cannotTell, "missing; put the figure's data back beside it")
    } catch {
      return result(.different, "\(error)")
    }
  }

  /// Whether the manifest speaks of these data: it may have been moved from another picture.
  private func agreement(
    _ manifest: FigureManifest, _ data: FigureData, name: String
  ) -> FigureCheck {
    let isSameKind = manifest.figure == data.figure.schema
    let isSameOrigin = manifest.provenance == data.provenance
    return FigureCheck(
      .manifest, name, isSameKind && isSameOrigin ? .same : .different,
      expected: isSameKind ? "the provenance of its data" : manifest.figure,
      found: !isSameKind
        ? data.figure.schema : isSameOrigin ? "the same" : "another provenance")
  }

  /// The picture drawn again from the data in its recorded style.
  ///
  /// Where another version of `mag`, Cairo or the font drew it, equal bytes cannot be expected; the
  /// list of draw calls may still be equal, and if it is not, the font's measures may be why.
  private func redrawn(
    _ manifest: FigureManifest, _ data: FigureData, _ bytes: Data, _ format: PictureFormat,
    name: String
  ) -> [FigureCheck] {
    var drawing = manifest.drawing
    var renderer = manifest.renderer
    var isSame = false
    do throws(FigureFailure) {
      for format in format.formats {
        let again = try data.figure.picture(
          as: format, style: manifest.style, dataFile: manifest.dataFile,
          provenance: data.provenance)
        if let written = try FigureManifest.find(in: again, name: name) {
          (drawing, renderer) = (written.drawing, written.renderer)
        }
        isSame = isSame || again == bytes
      }
    } catch {
      let verdict: Verdict = error.kind == .unavailable ? .cannotTell : .different
      return [
        FigureCheck(
          .picture, name, verdict, expected: "the picture of its data", found: "\(error)")
      ]
    }
    renderer = self.renderer ?? renderer
    let isSameRenderer = renderer == manifest.renderer
    let doubt: Verdict = isSameRenderer ? .different : .cannotTell
    return [
      FigureCheck(
        .drawing, name, drawing == manifest.drawing ? .same : doubt,
        expected: manifest.drawing, found: drawing),
      isSameRenderer
        ? FigureCheck(
          .picture, name, isSame ? .same : .different, expected: "the picture of its data",
          found: isSame ? "every byte of it" : "other bytes")
        : FigureCheck(
          .picture, name, .cannotTell, expected: "drawn by \(manifest.renderer.words)",
          found: "missing; here draws \(renderer.words), so bytes cannot be compared"),
    ]
  }
}

extension PaperFigure {
  /// The picture in one format.
  fileprivate func picture(
    as format: FigureFormat, style: FigureStyle, dataFile: Provenance.File,
    provenance: Provenance?
  ) throws(FigureFailure) -> Data {
    let files = try pictures(
      basename: URL(fileURLWithPath: "figure"), formats: [format], style: style,
      dataFile: dataFile, provenance: provenance)
    return files.first?.bytes ?? Data()
  }
}
