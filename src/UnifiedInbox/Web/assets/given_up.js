// An answer that is given up while it is being read is no error. Turbo catches that while it waits for the head of an answer and
// not while it reads the body: a frame that is asked for something else meanwhile would fill the console.
addEventListener("unhandledrejection", event => {
  if (event.reason?.name === "AbortError") event.preventDefault()
})
