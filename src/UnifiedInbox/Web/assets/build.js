// Builds what the browser gets: `node Web/assets/build.js [install]`, run by Frontend.targets, from any folder.
//
//   install   brings the packages of package-lock.json, when that file changed since the last time
//   (nothing) builds wwwroot/lib: app.js, live-worker.js, rich_text.js, charts.js, app.css, icons.json, and the API browser's script
//
// Two builds may run at once (an app being started while tests build): one waits for the other, and files are put in
// place whole, so that nobody reads half of one.
import { spawnSync } from "node:child_process"
import { createHash } from "node:crypto"
import * as fs from "node:fs"
import * as path from "node:path"
import { fileURLToPath } from "node:url"

const project = path.resolve(path.dirname(fileURLToPath(import.meta.url)), "../..")
const assets = path.join(project, "Web/assets")
const lib = path.join(project, "wwwroot/lib")
const modules = path.join(project, "node_modules")
const stamp = path.join(modules, ".installed")

function install() {
  const wanted = createHash("sha256").update(process.platform + process.arch)
  for (const file of ["package.json", "package-lock.json", ".npmrc"]) wanted.update(fs.readFileSync(path.join(project, file)))
  const hash = wanted.digest("hex")
  if (fs.existsSync(stamp) && fs.readFileSync(stamp, "utf8") === hash) return fs.writeFileSync(stamp, hash)
  console.log("Bringing the front-end packages (npm ci) ...")
  run("npm", ["ci", "--loglevel=error"], { shell: process.platform === "win32" })
  fs.writeFileSync(stamp, hash)
}

async function build() {
  fs.mkdirSync(lib, { recursive: true })
  await scripts()
  styles()
  put("icons.json", JSON.stringify(icons()))
  put("api-reference.js", fs.readFileSync(path.join(modules, "@scalar/api-reference/dist/browser/standalone.js")))
}

async function scripts() {
  const { build } = await import("esbuild")
  const result = await build({
    entryPoints: [path.join(assets, "app.js"), path.join(assets, "live-worker.js"), path.join(assets, "rich_text.js"), path.join(assets, "charts.js")],
    outdir: lib,
    bundle: true,
    minify: true,
    sourcemap: "linked",
    target: "es2022",
    logLevel: "warning",
    write: false,
    plugins: [controllers],
  })
  for (const file of result.outputFiles) put(path.basename(file.path), file.contents)
}

// `import controllers from "controllers"`: every Web/assets/controllers/NAME_controller.js under its Stimulus identifier.
const controllers = {
  name: "controllers",
  setup(build) {
    build.onResolve({ filter: /^controllers$/ }, () => ({ path: "controllers", namespace: "controllers" }))
    build.onLoad({ filter: /.*/, namespace: "controllers" }, () => {
      const files = fs.readdirSync(path.join(assets, "controllers")).filter(file => file.endsWith("_controller.js")).sort()
      const identifier = file => file.replace("_controller.js", "").replaceAll("_", "-")
      return {
        contents: files.map((file, i) => `import c${i} from "./controllers/${file}"`).join("\n")
          + `\nexport default [${files.map((file, i) => `["${identifier(file)}", c${i}]`).join(",")}]`,
        resolveDir: assets,
      }
    })
  },
}

function styles() {
  const out = path.join(lib, `app.css.${process.pid}`)
  run(process.execPath, [path.join(modules, "@tailwindcss/cli/dist/index.mjs"), "-i", path.join(assets, "app.css"), "-o", out, "--minify"], { quiet: true })
  fs.renameSync(out, path.join(lib, "app.css"))
}

// The insides of those Lucide icons whose names stand in quotes anywhere in the sources: the rule Tailwind has for classes.
function icons() {
  const folder = path.join(modules, "lucide-static/icons")
  const known = new Set(fs.readdirSync(folder).map(file => path.basename(file, ".svg")))
  const found = new Set()
  for (const file of sources(project).concat(sources(path.join(project, "../UnifiedInbox.Simulator")))) {
    for (const [, name] of fs.readFileSync(file, "utf8").matchAll(/["']([a-z][a-z0-9-]*)["']/g)) if (known.has(name)) found.add(name)
  }
  const inside = name => fs.readFileSync(path.join(folder, `${name}.svg`), "utf8").replace(/^[^]*?<svg[^>]*>/, "").replace(/<\/svg>\s*$/, "").replace(/\s+/g, " ").trim()
  return Object.fromEntries([...found].sort().map(name => [name, inside(name)]))
}

function sources(folder) {
  return fs.readdirSync(folder, { withFileTypes: true }).flatMap(entry => {
    const full = path.join(folder, entry.name)
    if (entry.isDirectory()) return ["bin", "obj", "node_modules", "wwwroot"].includes(entry.name) ? [] : sources(full)
    return /\.(cs|razor|js)$/.test(entry.name) ? [full] : []
  })
}

function put(name, contents) {
  const temporary = path.join(lib, `${name}.${process.pid}`)
  fs.writeFileSync(temporary, contents)
  fs.renameSync(temporary, path.join(lib, name))
}

function run(command, args, { quiet, ...options } = {}) {
  const result = spawnSync(command, args, { cwd: project, stdio: quiet ? ["ignore", "ignore", "pipe"] : "inherit", encoding: "utf8", ...options })
  if (result.status === 0) return
  if (result.stderr) console.error(result.stderr)
  throw new Error(`${path.basename(command)} ${args[0]} failed${result.error ? `: ${result.error.message}` : ""}`)
}

// A lock file that names its owner: one left behind by a killed build is taken over.
async function alone(work) {
  const lock = path.join(project, "obj/frontend.lock")
  fs.mkdirSync(path.dirname(lock), { recursive: true })
  for (;;) {
    try {
      fs.writeFileSync(lock, String(process.pid), { flag: "wx" })
      break
    } catch (error) {
      if (error.code !== "EEXIST") throw error
      if (!ownerLives(lock)) fs.rmSync(lock, { force: true })
      else await new Promise(resolve => setTimeout(resolve, 100))
    }
  }
  try {
    await work()
  } finally {
    fs.rmSync(lock, { force: true })
  }
}

function ownerLives(lock) {
  try {
    const owner = Number(fs.readFileSync(lock, "utf8"))
    return owner === 0 || process.kill(owner, 0) // 0: not written yet
  } catch (error) {
    return error.code === "EPERM"
  }
}

if (Number(process.versions.node.split(".")[0]) < 20) {
  console.error(`error FRONT1: Node.js 20 or newer is needed to build the pages; this is ${process.version}. Get it from nodejs.org or your package manager.`)
  process.exit(1)
}
try {
  await alone(process.argv[2] === "install" ? install : build)
} catch (error) {
  console.error(`error FRONT2: the front-end parts could not be built: ${error.message}`)
  process.exit(1)
}
