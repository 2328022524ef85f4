namespace UnifiedInbox.Meaning.Text;

/// <summary>A text as a linear model sees it: ascending feature numbers and their weights, of length 1 together.</summary>
internal readonly record struct SparseText(int[] Features, float[] Weights);
