using System.IO.Compression;

namespace UnifiedInbox.Meaning.Text;

/// <summary>
/// A classifier as bytes. Features are hashes, so that no word anyone wrote stands in it; weights are rounded to 16 bits and those that
/// say nothing left out, which costs no accuracy that could be measured.
/// </summary>
internal static class ModelFile
{
    private const int Version = 1;

    /// <summary>A feature whose weights are all below this would not change a verdict.</summary>
    private const float Faint = 0.01f;

    public static byte[] Write(TextClassifier classifier)
    {
        using var bytes = new MemoryStream();
        using (var packed = new BrotliStream(bytes, CompressionLevel.Optimal, leaveOpen: true))
        using (var writer = new BinaryWriter(packed))
        {
            var width = LinearTraining.Width(classifier.Labels.Count);
            writer.Write(Version);
            writer.Write(classifier.Sharpness);
            writer.Write(classifier.Labels.Count);
            foreach (var label in classifier.Labels) writer.Write(label);
            var told = classifier.Vocabulary.Numbers.Where(entry => Loudest(classifier, entry.Value * width) >= Faint).ToList();
            writer.Write(told.Count);
            foreach (var (hash, number) in told)
            {
                writer.Write(hash);
                writer.Write((byte)classifier.Vocabulary[number].Kind);
                writer.Write((Half)classifier.Vocabulary[number].Rarity);
                WriteRow(writer, classifier, number * width);
            }
            WriteRow(writer, classifier, classifier.Vocabulary.Count * width);
        }
        return bytes.ToArray();
    }

    /// <exception cref="InvalidDataException">Written by another version, or cut.</exception>
    public static TextClassifier Read(byte[] file)
    {
        try
        {
            using var reader = new BinaryReader(new BrotliStream(new MemoryStream(file), CompressionMode.Decompress));
            if (reader.ReadInt32() != Version) throw new InvalidDataException("The model was written by another version.");
            var sharpness = reader.ReadSingle();
            var labels = new string[reader.ReadInt32()];
            for (var i = 0; i < labels.Length; i++) labels[i] = reader.ReadString();
            var width = LinearTraining.Width(labels.Length);
            var count = reader.ReadInt32();
            var numbers = new Dictionary<uint, int>(count);
            var known = new KnownFeature[count];
            var weights = new float[(count + 1) * width];
            for (var i = 0; i < count; i++)
            {
                numbers.Add(reader.ReadUInt32(), i);
                known[i] = new KnownFeature((FeatureKind)reader.ReadByte(), (float)reader.ReadHalf());
                ReadRow(reader, weights.AsSpan(i * width, labels.Length));
            }
            ReadRow(reader, weights.AsSpan(count * width, labels.Length));
            return new TextClassifier(labels, new Vocabulary(numbers, known), weights, sharpness);
        }
        catch (Exception e) when (e is EndOfStreamException or ArgumentException or InvalidOperationException)
        {
            throw new InvalidDataException("The model is not whole.", e);
        }
    }

    private static float Loudest(TextClassifier classifier, int row)
    {
        var loudest = 0f;
        for (var k = 0; k < classifier.Labels.Count; k++) loudest = MathF.Max(loudest, MathF.Abs(classifier.Weights[row + k]));
        return loudest;
    }

    private static void WriteRow(BinaryWriter writer, TextClassifier classifier, int row)
    {
        for (var k = 0; k < classifier.Labels.Count; k++) writer.Write((Half)classifier.Weights[row + k]);
    }

    private static void ReadRow(BinaryReader reader, Span<float> row)
    {
        for (var k = 0; k < row.Length; k++) row[k] = (float)reader.ReadHalf();
    }
}
