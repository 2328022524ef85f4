using UnifiedInbox.Bench.Vectors;

return args switch
{
    ["vectors", var folder] => VectorFiles.Run(folder),
    _ => Usage(),
};

static int Usage()
{
    Console.Error.WriteLine("usage: dotnet run -c Release --project bench/UnifiedInbox.Bench -- vectors DIR");
    return 2;
}
