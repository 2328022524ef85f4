using System.Globalization;
using System.Text.Json;
using UnifiedInbox.Meaning.Learning;
using UnifiedInbox.Meaning.Text;

namespace UnifiedInbox.Bench.Meaning;

/// <summary>
/// <c>train-shipped DIR</c>: makes the models that are built into the program from the labelled texts that are. To be run after either
/// the texts or the way features are read has changed.
/// </summary>
internal static class TrainShipped
{
    public static async Task<int> RunAsync(string folder)
    {
        var all = new Dictionary<string, object>();
        foreach (var kind in ModelKind.All)
        {
            var texts = await ShippedTexts.ReadAsync(kind, default);
            var (classifier, measured) = HeldBack.Train(texts, default);
            var bytes = ModelFile.Write(classifier);
            await File.WriteAllBytesAsync(Path.Combine(folder, kind + ".model"), bytes);
            Console.WriteLine(string.Create(CultureInfo.InvariantCulture,
                $"{kind}: {classifier.Vocabulary.Count} features, {bytes.Length} bytes, {100 * measured!.All.Accuracy:0.0} % of {measured.All.Count} held-back texts, macro F1 {100 * measured.All.MacroF1:0.0} %"));
            all[kind] = new { examples = texts.Count, measured.All.Count, measured.All.Accuracy, measured.All.MacroF1, ownCount = 0, ownAccuracy = (double?)null, measured.All.Classes };
        }
        await File.WriteAllTextAsync(Path.Combine(folder, "measured.json"), JsonSerializer.Serialize(all, JsonSerializerOptions.Web));
        return 0;
    }
}
